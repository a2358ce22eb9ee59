import { closingStatusIds } from '../rule/closing-status-ids.js';
import type { CardSeen } from './decide-escalation.js';
import type { Place } from './escalation-act.js';
import { samePlace } from './same-place.js';

/** A lead as the journal has it. */
export interface Reading extends Place {
  goneAt: number | null;
  /** amoCRM's second of the state. */
  updatedAt: number;
  /** When the reading began, by the hub's clock. */
  readAt: Date;
}

/**
 * What the hub has done with the card. Its last move: amoCRM's second, and when it was known to be done; null: it made
 * none.
 */
interface CardMoves {
  /** The stage of the HQ lead of a trail before; null: the card was made. */
  cardFrom: Place | null;
  hqWroteAt: number | null;
  hqMovedAt: Date | null;
}

/** The stages that show how far HQ is with a card. */
interface CardPlaces {
  first: Place;
  back: Place | null;
  handedOver: Place;
}

/**
 * The place of an escalation's card at HQ. Null for a reading from before the hub's own move, which shows the place
 * before; within one second the clock of the hub decides. By the handed-over stage of the intake HQ also hands back the
 * lead of a trail; a made card in that stage was given to a branch by routing.
 */
export function seeCard(
  card: Reading,
  { hqWroteAt, hqMovedAt, cardFrom }: CardMoves,
  places: CardPlaces,
): CardSeen | null {
  const isLater = hqMovedAt === null || card.readAt >= hqMovedAt || card.updatedAt > (hqWroteAt ?? Infinity);
  if (card.goneAt === null && !isLater) return null;
  return { place: placeOf(card), at: closedAs(card) ?? openAt(card, places, cardFrom !== null) };
}

/** How a lead is closed, or that it is gone; null: it is open. */
export function closedAs({
  goneAt,
  statusId,
}: Pick<Reading, 'goneAt' | 'statusId'>): 'won' | 'lost' | 'gone' | null {
  if (goneAt !== null) return 'gone';
  if (!closingStatusIds.includes(statusId)) return null;
  return statusId === closingStatusIds[0] ? 'won' : 'lost';
}

/** The stage of a lead, and nothing else of it. */
export const placeOf = ({ pipelineId, statusId }: Place): Place => ({ pipelineId, statusId });

function openAt(card: Place, { first, back, handedOver }: CardPlaces, isOfTrail: boolean): CardSeen['at'] {
  if (samePlace(card, back) || (isOfTrail && samePlace(card, handedOver))) return 'back';
  if (samePlace(card, first)) return 'first';
  return card.pipelineId === first.pipelineId ? 'later' : 'elsewhere';
}
