import { describe, expect, it } from '@jest/globals';
import { message } from '@hub/messages';
import { describeFailure } from './describe-failure.js';
import { Problem } from './problem.js';
import { GiveUp, RetryLater, VerdictError } from './verdict.js';

describe('describeFailure', () => {
  const said = message('problems.no-such-plan');

  it.each([
    [new GiveUp(said), said],
    [new RetryLater(said, 1), said],
    [new Problem(404, said), said],
    [new VerdictError('x', { kind: 'never' }), message('failures.unexpected', { error: 'x' })],
    [new TypeError('x'), message('failures.unexpected', { error: 'TypeError: x' })],
    ['x', message('failures.unexpected', { error: 'x' })],
  ])('%p', (error, expected) => {
    expect(describeFailure(error)).toEqual(expected);
  });

  it('bounds what nobody described', () => {
    expect(describeFailure(new Error('x'.repeat(9_000))).facts.error).toHaveLength(1_000);
  });
});
