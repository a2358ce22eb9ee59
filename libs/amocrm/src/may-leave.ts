import { message } from '@hub/messages';
import { RetryLater } from '@hub/platform/pure';
import type { AmoClient } from './amo-client.js';
import type { WireCall } from './transport.js';

const tryAgainMs = 5_000;

/** A client whose calls are not sent after that moment: they throw `RetryLater`, and have changed nothing. */
export function leavingBefore(amo: AmoClient, sendBefore: Date): AmoClient {
  return { ...amo, call: (request) => amo.call({ ...request, sendBefore }) };
}

/** Checked right before a call is sent: its lease or plan may have ended during the wait for a token and a slot. */
export function assertMayLeave(
  { signal, sendBefore }: Pick<WireCall, 'signal' | 'sendBefore'>,
  now: Date,
): void {
  signal?.throwIfAborted();
  if (sendBefore && now > sendBefore) throw new RetryLater(message('failures.waited-too-long'), tryAgainMs);
}
