import type { AmoLead } from '@hub/amocrm';
import type { StageRef } from '@hub/contracts';
import { closingStatusIds, lostStatusId, wonStatusId } from '../rule/closing-status-ids.js';
import { sameStage } from '../rule/same-stage.js';
import type { LeaveCause } from './decide-custody.js';

/** Where the HQ lead goes that leaves a branch inside HQ, and the tag that it must not bring to the next one. */
export interface LeavingPlace extends StageRef {
  rejectTag: string | null;
}

/** The fields of a branch lead that show whether somebody has changed it. */
export interface Baseline extends StageRef {
  ownerId: number;
  price: number;
  /** The price with its kopecks; null or missing: the account does not show them, or an earlier version has kept this. */
  exactPrice?: number | null;
  /** amoCRM's second of its last change. */
  updatedAt?: number;
  /** Where the hub moves it: rules that are saved meanwhile do not change that. Missing: it is closed. */
  away?: LeavingPlace;
}

type Owned = Pick<Baseline, 'pipelineId' | 'statusId' | 'ownerId'>;

/** A branch lead as read now; null: it is gone. */
export type LeadNow = Baseline | null;

/**
 * Whether the lead is where the hub puts one that leaves its branch: `away`, for a branch inside HQ, whose lead is the
 * HQ lead; null: it is closed as lost.
 */
export function isAway(lead: StageRef, away: StageRef | null): boolean {
  if (away === null) return lead.statusId === lostStatusId;
  return sameStage(lead, away);
}

/**
 * Whether a person has moved a lead of a branch inside HQ back to the intake, where it is open: the branch does not
 * keep it.
 */
export function isMovedBack(lead: LeadNow, away: StageRef | null): boolean {
  if (lead === null || away === null || isAway(lead, away)) return false;
  return lead.pipelineId === away.pipelineId && !closingStatusIds.includes(lead.statusId);
}

/** What is compared of a lead. */
export function baselineOf(lead: AmoLead | null): LeadNow {
  return (
    lead && {
      pipelineId: lead.pipeline_id,
      statusId: lead.status_id,
      ownerId: lead.responsible_user_id,
      price: lead.price,
      exactPrice: lead.price_with_minor_units,
      updatedAt: lead.updated_at,
    }
  );
}

/**
 * What is to be done with the branch lead that is to leave, before the hub has tried to close it: `close` it; `closed`:
 * nothing of it lives; `kept`: it is won, or, where it leaves because nobody took it, it was taken (out of the stage
 * and owner that it was handed over to). A lost one was taken too: the hub has not closed it. A branch inside HQ has
 * the HQ lead itself (`away` says where that goes): closed or gone there, nobody is to have it, so it is kept. One that
 * a person has moved back is not.
 */
export function decideClosing(
  why: LeaveCause,
  lead: LeadNow,
  handedTo: StageRef & { ownerId: number | null },
  away: StageRef | null = null,
): 'close' | 'closed' | 'kept' {
  if (lead === null) return away ? 'kept' : 'closed';
  if (lead.statusId === wonStatusId) return 'kept';
  if (lead.statusId === lostStatusId) return why === 'not-taken' || away ? 'kept' : 'closed';
  if (isAway(lead, away)) return 'closed';
  if (isMovedBack(lead, away)) return 'close';
  return why === 'not-taken' && isTaken(lead, handedTo) ? 'kept' : 'close';
}

/** Whether somebody has taken the lead: it left the stage or the owner that it was handed over to. */
export function isTaken(lead: Owned, handedTo: StageRef & { ownerId: number | null }): boolean {
  return !sameStage(lead, handedTo) || hasOtherOwner(lead, handedTo);
}

/** Whether the lead shows by nothing but its owner that somebody has taken it. */
export function isTakenByOwner(lead: Owned, handedTo: StageRef & { ownerId: number | null }): boolean {
  return sameStage(lead, handedTo) && hasOtherOwner(lead, handedTo);
}

function hasOtherOwner({ ownerId }: Owned, handedTo: { ownerId: number | null }): boolean {
  return handedTo.ownerId !== null && ownerId !== handedTo.ownerId;
}

/**
 * What the second read shows, after the lead was closed: `left`: it is as the hub left it; `open`: somebody has changed
 * it in that moment, and it is closed; `kept`: somebody has opened it again already. `before` is null where the hub has
 * not closed it. A lead of a branch inside HQ is moved `away` instead of closed; `again`: a person has moved it
 * elsewhere in the intake since.
 */
export function judgeClosed(
  before: Baseline | null,
  lead: LeadNow,
  away: StageRef | null = null,
): 'left' | 'open' | 'kept' | 'again' {
  if (lead === null) return away ? 'kept' : 'left';
  if (isMovedBack(lead, away)) return 'again';
  if (!isAway(lead, away)) return 'kept';
  if (before === null) return 'left';
  const pipelineId = away?.pipelineId ?? before.pipelineId;
  const isAsLeft =
    lead.pipelineId === pipelineId && lead.ownerId === before.ownerId && isSamePrice(lead, before);
  return isAsLeft ? 'left' : 'open';
}

function isSamePrice(one: Baseline, other: Baseline): boolean {
  const isExact = one.exactPrice != null && other.exactPrice != null;
  return one.price === other.price && (!isExact || one.exactPrice === other.exactPrice);
}

/**
 * What a read shows after a first attempt to close, whose answer was lost: `closed`: it may have been that attempt;
 * `kept`: somebody has moved it; `unchanged`: that attempt has not taken effect, or not yet, or a person has moved the
 * lead back since, which only its events can show.
 */
export function judgeAttempt(
  before: Baseline,
  lead: LeadNow,
  away: StageRef | null = null,
): 'closed' | 'kept' | 'unchanged' {
  if (lead === null) return away ? 'kept' : 'closed';
  if (isAway(lead, away)) return 'closed';
  if (isMovedBack(lead, away)) return 'unchanged';
  return sameStage(lead, before) && lead.ownerId === before.ownerId ? 'unchanged' : 'kept';
}
