import { message } from '@hub/messages';
import { RetryLater } from '@hub/platform/pure';
import type { AmoClient } from './amo-client.js';
import type { WireCall } from './transport.js';

const tryAgainMs = 5_000;

/** A client whose calls are not sent after that moment: they throw `RetryLater`, and have changed nothing. */
export function leavingBefore(amo: AmoClient, sendBefore: Date): AmoClient {
  return { ...amo, call: (request) => amo.call({ ...request, sendBefore }) };
}

/**
 * When a write that goes by what was read at `readAt` has to have left, so that it overwrites little of what people do in
 * between. Each attempt (from 1) may wait twice as long as the one before, up to 64 times, so that a burst puts none off
 * for ever.
 */
export function latestAfterRead(readAt: Date, freshMs: number, attempt: number): Date {
  return new Date(readAt.getTime() + freshMs * 2 ** Math.min(attempt - 1, 6));
}

/** Checked right before a call is sent: its lease or plan may have ended during the wait for a token and a slot. */
export function assertMayLeave(
  { signal, sendBefore }: Pick<WireCall, 'signal' | 'sendBefore'>,
  now: Date,
): void {
  signal?.throwIfAborted();
  if (sendBefore && now > sendBefore) throw new RetryLater(message('failures.waited-too-long'), tryAgainMs);
}
