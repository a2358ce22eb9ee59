import type { TransferRow } from './transfer.entity.js';

/**
 * Whether the branch lead was there before the transfer: it is, or may be, one of an earlier leg of the trail that
 * ended as `gone`. Such a lead has the owner that it has, and may have its task.
 */
export function isTakenOver(
  gone: readonly Pick<TransferRow, 'branchLeadId'>[],
  branchLeadId: number | null | undefined,
): boolean {
  return gone.some((leg) => leg.branchLeadId === null || leg.branchLeadId === branchLeadId);
}
