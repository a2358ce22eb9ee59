import { describe, expect, it } from '@jest/globals';
import { message } from '@hub/messages';
import { Problem } from './problem.js';
import { problemOf } from './problem-of.js';
import { GiveUp, RetryLater } from './verdict.js';

const failed = (code?: string) =>
  Object.assign(new Error('query failed'), { driverError: code === undefined ? {} : { code } });
const refused = (code: string) => Object.assign(new Error('connect'), { code });
const said = message('problems.unexpected');

describe('problemOf', () => {
  it.each([
    ['a problem', new Problem(404, said), 404, undefined],
    ['work for later', new RetryLater(said, 90_500), 503, 91],
    ['work for at once', new RetryLater(said, 0), 503, 1],
    ['work that cannot help', new GiveUp(said), 422, undefined],
    ['a database that is away', refused('ECONNREFUSED'), 503, 5],
    ['a question that took too long', failed('57014'), 503, 10],
    ['a service that is away', new Problem(503, said), 503, 10],
    ['a stranger', new Error('x'), 500, undefined],
    ['nothing', undefined, 500, undefined],
  ])('of %s', (_name, error, status, retryAfterSeconds) => {
    expect(problemOf(error).body).toMatchObject({ status });
    expect(problemOf(error).body.retryAfterSeconds).toBe(retryAfterSeconds);
  });

  it.each([
    ['a refusal', new Problem(409, said), false],
    ['a service that is away', new Problem(503, said), false],
    ['an answer that did not come', new Problem(504, said), true],
    ['a database that broke', failed(), true],
    ['a question that took too long', failed('57014'), true],
    ['a stranger', new Error('x'), true],
    ['work that cannot help', new GiveUp(said), false],
  ])('says of %s whether the work may be done', (_name, error, isOpen) => {
    expect(problemOf(error).isOutcomeOpen).toBe(isOpen);
    expect(Problem.from(JSON.parse(JSON.stringify(problemOf(error).body))).isOutcomeOpen).toBe(isOpen);
  });
});
