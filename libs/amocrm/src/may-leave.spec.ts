import { describe, expect, it } from '@jest/globals';
import { RetryLater } from '@hub/platform';
import { assertMayLeave } from './may-leave.js';

describe('a call', () => {
  it('does not leave after the moment before which it had to', () => {
    expect(() => assertMayLeave({ sendBefore: new Date(0) })).toThrow(RetryLater);
    expect(() => assertMayLeave({ sendBefore: new Date(Date.now() + 60_000) })).not.toThrow();
  });

  it('does not leave when its lease has ended', () => {
    const ended = new Error('the lease has ended');
    expect(() => assertMayLeave({ signal: AbortSignal.abort(ended) })).toThrow(ended);
  });
});
