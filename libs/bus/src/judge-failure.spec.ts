import { describe, expect, it } from '@jest/globals';
import { GiveUp, RetryLater } from '@hub/platform';
import { LeaseLost } from './bus.js';
import { judgeFailure } from './judge-failure.js';

describe('judgeFailure', () => {
  it('obeys the verdict of the error, however often', () => {
    const busy = { kind: 'retry', afterMs: 5_000, isFailure: false };
    expect(judgeFailure(new RetryLater('busy', 5_000), 0)).toEqual(busy);
    expect(judgeFailure(new RetryLater('busy', 5_000), 11)).toEqual(busy);
    expect(judgeFailure(new RetryLater('now', -5), 0)).toEqual({ ...busy, afterMs: 0 });
    expect(judgeFailure(new GiveUp('no such lead'), 0)).toEqual({
      kind: 'dead',
      reason: 'GiveUp: no such lead',
    });
  });

  it('gives a job back at once when its lease was lost', () => {
    const retry = { kind: 'retry', afterMs: 0, isFailure: false };
    expect(judgeFailure(new LeaseLost('router.lead', 'm'), 11)).toEqual(retry);
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
      reason: '12 failures; last: TypeError: x is undefined',
    });
    expect(judgeFailure('a string', 11)).toMatchObject({ reason: '12 failures; last: a string' });
  });
});
