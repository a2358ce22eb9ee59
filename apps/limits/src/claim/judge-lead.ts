import type { StageRef } from '@hub/contracts';

/** A lead as amoCRM shows it at this moment, as far as handing it out is concerned. */
export interface LeadNow extends StageRef {
  ownerId: number;
}

export interface Handover {
  userId: number;
  targetStage: StageRef;
  exchangeStages: readonly StageRef[];
  exchangeUserIds: readonly number[];
}

/**
 * What to do with a reserved lead: `write` it to the user; it is theirs already (`done`: an earlier attempt was
 * applied, and they may have moved it on since); or another person took it (`gone`) and the claim needs another lead.
 * Null is a lead that was deleted.
 */
export function judgeLead(lead: LeadNow | null, handover: Handover): 'write' | 'done' | 'gone' {
  if (!lead) return 'gone';
  const isTheirs = lead.ownerId === handover.userId;
  if (isTheirs && isAt(lead, handover.targetStage)) return 'done';
  if (!handover.exchangeStages.some((stage) => isAt(lead, stage))) return isTheirs ? 'done' : 'gone';
  return isTheirs || handover.exchangeUserIds.includes(lead.ownerId) ? 'write' : 'gone';
}

function isAt(lead: LeadNow, stage: StageRef): boolean {
  return lead.pipelineId === stage.pipelineId && lead.statusId === stage.statusId;
}
