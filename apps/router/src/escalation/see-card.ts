import type { StageRef } from '@hub/contracts';
import type { JournalLead } from '@hub/journal';
import type { HqReading } from '../custody/is-known-since.js';
import { outcomeOf } from '../custody/outcome-of.js';
import { sameStage } from '../rule/same-stage.js';
import type { CardSeen } from './decide-escalation.js';

/** A lead as the journal has it. */
export type Reading = HqReading & Pick<JournalLead, 'readAt'>;

/**
 * What the hub has done with the card. Its last move: amoCRM's second, and when it was known to be done; null: it made
 * none.
 */
interface CardMoves {
  /** The stage of the HQ lead of a trail before; null: the card was made. */
  cardFrom: StageRef | null;
  hqWroteAt: number | null;
  hqMovedAt: Date | null;
}

/** The stages that show how far HQ is with a card. */
interface CardStages {
  first: StageRef;
  back: StageRef | null;
  handedOver: StageRef;
}

/**
 * The stage of an escalation's card at HQ. Null for a reading from before the hub's own move, which shows the stage
 * before; within one second the clock of the hub decides. By the handed-over stage of the intake HQ also hands back the
 * lead of a trail; a made card in that stage was given to a branch by routing.
 */
export function seeCard(
  card: Reading,
  { hqWroteAt, hqMovedAt, cardFrom }: CardMoves,
  stages: CardStages,
): CardSeen | null {
  const isLater = hqMovedAt === null || card.readAt >= hqMovedAt || card.updatedAt > (hqWroteAt ?? Infinity);
  if (card.goneAt === null && !isLater) return null;
  const outcome = outcomeOf(card);
  const at = outcome === 'open' ? openAt(card, stages, cardFrom !== null) : outcome;
  return { place: stageOf(card), at };
}

/** The stage of a lead, and nothing else of it. */
export const stageOf = ({ pipelineId, statusId }: StageRef): StageRef => ({ pipelineId, statusId });

function openAt(card: StageRef, { first, back, handedOver }: CardStages, isOfTrail: boolean): CardSeen['at'] {
  if (sameStage(card, back) || (isOfTrail && sameStage(card, handedOver))) return 'back';
  if (sameStage(card, first)) return 'first';
  return card.pipelineId === first.pipelineId ? 'later' : 'elsewhere';
}
