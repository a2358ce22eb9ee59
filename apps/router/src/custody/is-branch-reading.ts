import { closingStatusIds } from '../rule/closing-status-ids.js';
import { isKnownSince, type HqReading } from './is-known-since.js';

/** A leg in a branch inside HQ, whose lead is the HQ lead itself. */
export interface InsideLeg {
  /** amoCRM's second of the hub's move into the branch's pipeline; null: not known. */
  hqWroteAt: number | null;
  /** When the hand-over was done. */
  handedAt: Date;
  /** amoCRM's second in which the branch kept the lead from a re-route; null: it never did. */
  branchKeptAt: number | null;
  isEnded: boolean;
  intakePipelineId: number;
}

/**
 * Whether a reading of the HQ lead says what the branch inside HQ makes of it. A reading that shows it open in the
 * intake is older than the hub's own move, because the lead came from there; this holds only while the leg lives, after
 * that routing decides.
 */
export function isBranchReading(reading: HqReading, leg: InsideLeg): boolean {
  const { pipelineId, statusId, updatedAt, goneAt } = reading;
  const { hqWroteAt, handedAt, branchKeptAt, isEnded, intakePipelineId } = leg;
  if (goneAt !== null) return true;
  const isInIntake = pipelineId === intakePipelineId && !closingStatusIds.includes(statusId);
  if (!isInIntake) return updatedAt >= (hqWroteAt ?? 0);
  if (isEnded || updatedAt <= (branchKeptAt ?? 0)) return false;
  return hqWroteAt === null
    ? isKnownSince(reading, { movedAt: null, handedAt, intakePipelineId })
    : updatedAt > hqWroteAt;
}
