import { judgeAbsence } from '@hub/amocrm/pure';
import type { DueCard, PutOff } from '../hint/due-cards.js';
import type { Reading } from './save-readings.js';

/** What is known of a card that was due. */
export type ReadCard = Pick<
  DueCard,
  | 'entityId'
  | 'changedAt'
  | 'changedBy'
  | 'changedFrom'
  | 'isDeletionReported'
  | 'absentReads'
  | 'absentSince'
>;

/** What becomes of a card that was due: what the reading says of it, or when it is read again. */
export interface Verdict<C, S> {
  card: C;
  reading?: Reading<S>;
  putOff?: PutOff;
}

/** A card that was found is an answer; one that was not is gone, or to be read again. `readAt` is when the reading began. */
export function judgeReading<C extends ReadCard, S extends { updatedAt: number }>(
  card: C,
  state: S | null,
  readAt: Date,
): Verdict<C, S> {
  const { entityId: id, changedAt, changedBy, changedFrom, isDeletionReported } = card;
  if (state) {
    const isReported = changedAt !== null && state.updatedAt <= changedAt;
    return { card, reading: { id, state, ...(isReported ? { reported: { changedBy, changedFrom } } : {}) } };
  }
  const absentSince = card.absentSince ?? readAt;
  const reads = card.absentReads + 1;
  const lastedMs = readAt.getTime() - absentSince.getTime();
  const verdict = judgeAbsence({ reads, lastedMs, isDeletionReported });
  if (verdict.kind === 'read-again') {
    const dueAt = new Date(readAt.getTime() + verdict.afterMs);
    return { card, putOff: { dueAt, absentReads: reads, absentSince } };
  }
  // Where no event says that it went, who changed it last did not remove it.
  const went = isDeletionReported
    ? { authorId: changedBy, ...(changedAt === null ? {} : { goneAt: changedAt }) }
    : { authorId: null };
  return { card, reading: { id, state: null, ...went } };
}
