import type { CardState, KnownCard } from '@hub/journal';
import { isBelieved } from './decide-change.js';
import { judgeReading, type ReadCard, type Verdict } from './judge-reading.js';

/** A due card with what another service has read for its last hint. */
interface HandedCard extends ReadCard {
  reading: CardState | null;
  readAt: Date | null;
}

/** What the journal has of the card. */
type Known = Pick<KnownCard<{ updatedAt: number }>, 'readAt' | 'state' | 'goneAt'>;

/**
 * What another service has read of the card, as its reading; none where nobody has, or where that does not answer: it
 * is older than the reported change, or than what is known (`isBelieved`), or the card was read since, and nothing
 * earlier is saved. It may be of a list, which may show for a while a card that is gone.
 */
export function takeHanded<C extends HandedCard>(card: C, known?: Known): Verdict<C, CardState>[] {
  const { reading: state, readAt, changedAt } = card;
  if (!state || !readAt || (known && (known.readAt > readAt || known.goneAt !== null))) return [];
  if (!isBelieved(state, { changedAt, knownUpdatedAt: known?.state.updatedAt ?? null })) return [];
  const { reading } = judgeReading(card, state, readAt);
  return reading ? [{ card, reading: { ...reading, readAt } }] : [];
}
