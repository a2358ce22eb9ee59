import { message } from '@hub/messages';
import { describe, expect, it } from '@jest/globals';
import { GiveUp, Problem, RetryLater, VerdictError } from '@hub/platform';
import { LeaseLost } from './bus.js';
import { judgeFailure } from './judge-failure.js';

const givenUp = (failures: number, error: string) =>
  message('failures.given-up-after', { failures, last: message('failures.unexpected', { error }) });

describe('judgeFailure', () => {
  it('obeys the verdict of the error, however often', () => {
    const busy = { kind: 'retry', afterMs: 5_000, isFailure: false };
    expect(judgeFailure(new RetryLater(message('failures.unexpected', { error: 'busy' }), 5_000), 0)).toEqual(
      busy,
    );
    expect(
      judgeFailure(new RetryLater(message('failures.unexpected', { error: 'busy' }), 5_000), 11),
    ).toEqual(busy);
    expect(judgeFailure(new RetryLater(message('failures.unexpected', { error: 'now' }), -5), 0)).toEqual({
      ...busy,
      afterMs: 0,
    });
    expect(judgeFailure(new GiveUp(message('failures.unexpected', { error: 'no such lead' })), 0)).toEqual({
      kind: 'dead',
      reason: message('failures.unexpected', { error: 'no such lead' }),
    });
  });

  it('hands on what brings the job back sooner', () => {
    const sooner = Promise.resolve();
    expect(judgeFailure(new RetryLater(message('failures.gate-full'), 5_000, { sooner }), 0)).toEqual({
      kind: 'retry',
      afterMs: 5_000,
      sooner,
      isFailure: false,
    });
  });

  it('tries what may pass a few times over half an hour, and then gives up', () => {
    const forbidden = new VerdictError('forbidden', { kind: 'few-tries', tries: 5 });
    const delays = [0, 1, 2, 3].map((before) => judgeFailure(forbidden, before));
    expect(delays).toEqual(
      [1, 3, 9, 15].map((minutes) => ({ kind: 'retry', afterMs: minutes * 60_000, isFailure: true })),
    );
    expect(judgeFailure(forbidden, 4)).toEqual({ kind: 'dead', reason: givenUp(5, 'forbidden') });
    expect(judgeFailure(forbidden, 11)).toMatchObject({ kind: 'dead' });
  });

  it('waits no longer for the next try of periodic work than its period', () => {
    const forbidden = new VerdictError('forbidden', { kind: 'few-tries', tries: 5 });
    const retry = { kind: 'retry', afterMs: 60_000, isFailure: true };
    expect(judgeFailure(forbidden, 2, 60_000)).toEqual(retry);
    expect(judgeFailure(new Error('slow'), 10, 60_000)).toEqual(retry);
    expect(judgeFailure(new Error('slow'), 0, 60_000)).toEqual({ ...retry, afterMs: 1_000 });
    expect(judgeFailure(forbidden, 4, 60_000)).toEqual({ kind: 'dead', reason: givenUp(5, 'forbidden') });
  });

  it('keeps the account that the verdict waits for', () => {
    const unpaid = new VerdictError('unpaid', { kind: 'retry', afterMs: 60_000, waitsFor: 'account' });
    const retry = { kind: 'retry', afterMs: 60_000, isFailure: false, waitsFor: 'account' };
    expect(judgeFailure(unpaid, 3)).toEqual(retry);
  });

  it('gives a job back at once when its lease was lost', () => {
    const retry = { kind: 'retry', afterMs: 0, isFailure: false };
    expect(judgeFailure(new LeaseLost('router.lead', 'm'), 11)).toEqual(retry);
  });

  it.each([
    ['a database that is away', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })],
    ['a full disk', Object.assign(new Error('query'), { driverError: { code: '53100' } })],
    ['a service that is away', new Problem(503, message('problems.nobody-answers', { subject: 's' }))],
  ])('waits out %s, however long that takes', (_name, error) => {
    expect(judgeFailure(error, 11)).toEqual({ kind: 'retry', afterMs: 15_000, isFailure: false });
  });

  it('obeys what a service says about its next try', () => {
    const away = new Problem(503, message('problems.unexpected'), undefined, { retryAfterSeconds: 900 });
    expect(judgeFailure(away, 11)).toEqual({ kind: 'retry', afterMs: 900_000, isFailure: false });
  });

  it.each([
    ['a request that takes too long', new Problem(504, message('problems.unexpected'))],
    ['a statement that takes too long there', new Problem(503, message('edge.database-slow'))],
    [
      'a statement that nobody answers',
      Object.assign(new Error('q'), { driverError: { code: 'ETIMEDOUT' } }),
    ],
    [
      'a value that cannot be sent',
      Object.assign(new Error('q'), { driverError: new TypeError('circular') }),
    ],
  ])('counts %s, because it may always be so', (_name, error) => {
    expect(judgeFailure(error, 0)).toEqual({ kind: 'retry', afterMs: 1_000, isFailure: true });
  });

  it('retries other errors with growing delays', () => {
    const delays = [0, 1, 2, 3, 10].map((before) => judgeFailure(new Error('x'), before));
    expect(delays).toEqual(
      [1, 2, 4, 8, 900].map((s) => ({ kind: 'retry', afterMs: s * 1000, isFailure: true })),
    );
  });

  it('gives up at the twelfth failure and says why', () => {
    expect(judgeFailure(new TypeError('x is undefined'), 11)).toEqual({
      kind: 'dead',
      reason: givenUp(12, 'TypeError: x is undefined'),
    });
    expect(judgeFailure('a string', 11)).toMatchObject({ reason: givenUp(12, 'a string') });
  });
});
