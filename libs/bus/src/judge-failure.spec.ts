import { describe, expect, it } from '@jest/globals';
import { GiveUp, RetryLater } from '@hub/platform';
import { judgeFailure } from './judge-failure.js';

describe('judgeFailure', () => {
  it('obeys the verdict of the error, however often', () => {
    expect(judgeFailure(new RetryLater('busy', 5_000), 1)).toEqual({ kind: 'retry', afterMs: 5_000 });
    expect(judgeFailure(new RetryLater('busy', 5_000), 999)).toEqual({ kind: 'retry', afterMs: 5_000 });
    expect(judgeFailure(new RetryLater('now', -5), 1)).toEqual({ kind: 'retry', afterMs: 0 });
    expect(judgeFailure(new GiveUp('no such lead'), 1)).toEqual({
      kind: 'dead',
      reason: 'GiveUp: no such lead',
    });
  });

  it('retries other errors with growing delays', () => {
    const delays = [1, 2, 3, 4, 11].map((attempt) => judgeFailure(new Error('x'), attempt));
    expect(delays).toEqual([1, 2, 4, 8, 900].map((s) => ({ kind: 'retry', afterMs: s * 1000 })));
  });

  it('gives up at the twelfth attempt and says why', () => {
    expect(judgeFailure(new TypeError('x is undefined'), 12)).toEqual({
      kind: 'dead',
      reason: '12 attempts; last: TypeError: x is undefined',
    });
    expect(judgeFailure('a string', 12)).toMatchObject({ reason: '12 attempts; last: a string' });
  });
});
