import { describe, expect, it } from '@jest/globals';
import { RetryLater } from '@hub/platform';
import { assertMayLeave, latestAfterRead } from './may-leave.js';

describe('a call', () => {
  it('does not leave after the moment before which it had to', () => {
    const sendBefore = new Date(1_000);
    expect(() => assertMayLeave({ sendBefore }, new Date(1_001))).toThrow(RetryLater);
    expect(() => assertMayLeave({ sendBefore }, sendBefore)).not.toThrow();
  });

  it('does not leave when its lease has ended', () => {
    const ended = new Error('the lease has ended');
    expect(() => assertMayLeave({ signal: AbortSignal.abort(ended) }, new Date(0))).toThrow(ended);
  });
});

it.each([
  [1, 2_000],
  [2, 4_000],
  [7, 128_000],
  [50, 128_000],
])('at attempt %i a write may leave %i ms after its read', (attempt, ms) => {
  expect(latestAfterRead(new Date(0), 2_000, attempt).getTime()).toBe(ms);
});
