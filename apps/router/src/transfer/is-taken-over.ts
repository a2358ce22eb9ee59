import type { TransferRow } from './transfer.entity.js';

/**
 * The earlier leg of the trail, ended in the same account, whose lead this transfer has got, or may have got, where that leg ended
 * before its lead was known; null: the lead is new. A lead that was taken over has the owner that it has, and may have its task.
 */
export function findTakenOver<T extends Pick<TransferRow, 'branchLeadId'>>(
  former: readonly T[],
  branchLeadId: number | null | undefined,
): T | null {
  if (branchLeadId == null) return null;
  const ofLead = former.find((leg) => leg.branchLeadId === branchLeadId);
  return ofLead ?? former.find((leg) => leg.branchLeadId === null) ?? null;
}
