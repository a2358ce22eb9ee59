import type { StageRef } from '@hub/contracts';
import { closingStatusIds } from '../rule/closing-status-ids.js';

/** What people of head office make of an HQ lead that no branch has: it is a branch's only while it is `in-hand`. */
export type Hand = 'in-hand' | 'closed' | 'taken' | 'escalated';

/** The HQ lead as it was read. */
export interface HandFacts extends StageRef {
  /** A branch has given its deal to HQ on this card, and that has not ended. */
  isEscalated: boolean;
}

/**
 * Whether a lead without a branch is to have one. Not when HQ has closed it, works on it for a branch, or has taken it on: the
 * hub leaves a lead in hand in the intake, so one that is in another pipeline was moved there by a person. `intakes`: the
 * intake of the rules in force, and that by which the lead was handed over.
 */
export function decideHand(
  { pipelineId, statusId, isEscalated }: HandFacts,
  intakes: readonly number[],
): Hand {
  if (closingStatusIds.includes(statusId)) return 'closed';
  if (isEscalated) return 'escalated';
  return intakes.includes(pipelineId) ? 'in-hand' : 'taken';
}
