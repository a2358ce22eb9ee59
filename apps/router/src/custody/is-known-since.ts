import type { JournalLead } from '@hub/journal';
import { closingStatusIds } from '../rule/closing-status-ids.js';

/** An HQ lead as the journal has it. */
export type HqReading = Pick<JournalLead, 'pipelineId' | 'statusId' | 'updatedAt' | 'goneAt'>;

/** When the hub moved the HQ lead to its stage. */
export interface HubMoves {
  /** amoCRM's second of the mirror's last move; null: it made none, or the answer did not say. */
  movedAt: number | null;
  /** When the hand-over was done. */
  handedAt: Date;
  intakePipelineId: number;
}

/**
 * How much later a reading of the intake may be than the hand-over and still be from before it: the clocks of hub and
 * amoCRM differ, and both may fall in one second.
 */
const spareSeconds = 60;

/**
 * Whether a reading shows the current stage of the HQ lead: one from before the hub's own move shows the stage before.
 * The hand-over moves only open leads of the intake, so a closed lead, or one in another pipeline, is where a person
 * moved it.
 */
export function isKnownSince(
  { pipelineId, statusId, updatedAt, goneAt }: HqReading,
  { movedAt, handedAt, intakePipelineId }: HubMoves,
): boolean {
  if (updatedAt < (movedAt ?? 0)) return false;
  const isBeforeHandOver =
    pipelineId === intakePipelineId &&
    !closingStatusIds.includes(statusId) &&
    updatedAt <= Math.floor(handedAt.getTime() / 1000) + spareSeconds;
  return goneAt !== null || !isBeforeHandOver;
}
