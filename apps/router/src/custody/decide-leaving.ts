import type { AmoLead } from '@hub/amocrm';
import type { LeaveCause } from './decide-custody.js';

/** What of a branch lead tells that somebody has changed it. */
export interface Baseline {
  pipelineId: number;
  statusId: number;
  ownerId: number;
  price: number;
  /** amoCRM's second of its last change. */
  updatedAt?: number;
}

/** A branch lead as read now; null: it is gone. */
export type LeadNow = Baseline | null;

const [wonStatusId, lostStatusId] = [142, 143];

/** What is compared of a lead. */
export function baselineOf(lead: AmoLead | null): LeadNow {
  return (
    lead && {
      pipelineId: lead.pipeline_id,
      statusId: lead.status_id,
      ownerId: lead.responsible_user_id,
      price: lead.price,
      updatedAt: lead.updated_at,
    }
  );
}

/**
 * What is to be done with the branch lead that is to leave, before the hub has tried to close it: `close` it; `closed`: nothing
 * of it lives; `kept`: it is won, or, where it leaves because nobody took it, it was taken (out of the stage and owner that it
 * was handed over to). A lost one was taken too: the hub has not closed it.
 */
export function decideClosing(
  why: LeaveCause,
  lead: LeadNow,
  handedTo: { pipelineId: number; statusId: number; ownerId: number | null },
): 'close' | 'closed' | 'kept' {
  if (lead === null) return 'closed';
  if (lead.statusId === wonStatusId) return 'kept';
  if (lead.statusId === lostStatusId) return why === 'not-taken' ? 'kept' : 'closed';
  return why === 'not-taken' && isTaken(lead, handedTo) ? 'kept' : 'close';
}

/** Whether somebody has taken the lead: it left the stage or the owner that it was handed over to. */
export function isTaken(
  lead: Pick<Baseline, 'pipelineId' | 'statusId' | 'ownerId'>,
  handedTo: { pipelineId: number; statusId: number; ownerId: number | null },
): boolean {
  return (
    lead.pipelineId !== handedTo.pipelineId ||
    lead.statusId !== handedTo.statusId ||
    (handedTo.ownerId !== null && lead.ownerId !== handedTo.ownerId)
  );
}

/**
 * What the second read says, after the lead was closed: `left`: it is as the hub left it; `open`: somebody has changed it in
 * that moment, and it is closed; `kept`: somebody has opened it again already. `before` is null where the hub has not closed it.
 */
export function judgeClosed(before: Baseline | null, lead: LeadNow): 'left' | 'open' | 'kept' {
  if (lead === null) return 'left';
  if (lead.statusId !== lostStatusId) return 'kept';
  if (before === null) return 'left';
  const isAsLeft =
    lead.pipelineId === before.pipelineId && lead.ownerId === before.ownerId && lead.price === before.price;
  return isAsLeft ? 'left' : 'open';
}

/**
 * What a look says after a first attempt to close, whose answer was lost: `closed`: it may have been that attempt; `kept`:
 * somebody has moved it; `unchanged`: that attempt has not come to pass, or not yet.
 */
export function judgeAttempt(before: Baseline, lead: LeadNow): 'closed' | 'kept' | 'unchanged' {
  if (lead === null || lead.statusId === lostStatusId) return 'closed';
  const isSame =
    lead.statusId === before.statusId &&
    lead.pipelineId === before.pipelineId &&
    lead.ownerId === before.ownerId;
  return isSame ? 'unchanged' : 'kept';
}
