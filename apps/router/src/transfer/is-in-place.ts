import { closingStatusIds } from '../rule/closing-status-ids.js';
import type { Target } from '../rule/facts.js';
import { isInsideHq } from '../rule/inside-hq.js';

/**
 * Whether the HQ lead is open in the pipeline of a branch inside HQ: a person has moved it there before the hub did.
 */
export function isInPlace(
  transfer: { target: Pick<Target, 'accountId' | 'pipelineId'>; hqAccountId: string },
  lead: { pipeline_id: number; status_id: number } | null,
): boolean {
  if (lead === null || closingStatusIds.includes(lead.status_id)) return false;
  return isInsideHq(transfer) && lead.pipeline_id === transfer.target.pipelineId;
}
