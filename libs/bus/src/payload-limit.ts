import { message } from '@hub/messages';
import { GiveUp } from '@hub/platform';

/** Replies and requests: well below the 1 MB of NATS; what is longer needs pages. */
export const maxReplyBytes = 250_000;
/** So that a dead letter still fits into the reply that shows it. */
const maxMessageBytes = 200_000;

/** Thrown when a message or job is longer than the bus carries; nothing was written, and no repeat will help. */
class PayloadTooLarge extends GiveUp {
  constructor(
    /** The subject of a message, or the consumer of a job. */
    readonly subject: string,
    readonly bytes: number,
  ) {
    super(message('failures.payload-too-large', { subject, bytes, most: maxMessageBytes }));
  }
}

/** The payload as text. Throws `PayloadTooLarge`. */
export function encodePayload(subject: string, payload: unknown): string {
  const text = JSON.stringify(payload);
  const bytes = Buffer.byteLength(text);
  if (bytes > maxMessageBytes) throw new PayloadTooLarge(subject, bytes);
  return text;
}

/** How many of the rows, the first at least, fit into one reply beside a few short fields. */
export function countFitting(rows: readonly unknown[]): number {
  let bytes = 0;
  const tooMany = rows.findIndex(
    (row) => (bytes += Buffer.byteLength(JSON.stringify(row))) > maxReplyBytes - 20_000,
  );
  return tooMany === -1 ? rows.length : Math.max(1, tooMany);
}
