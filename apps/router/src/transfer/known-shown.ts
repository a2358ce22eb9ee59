import type { TransferRow } from './transfer.entity.js';

/**
 * What the hub knows «Филиал» to show, when a transfer is aimed at a branch; `shown`: what it shows now, null where it
 * was not read. A branch that routing has chosen anew was chosen by what it shows now. A person who assigned the lead,
 * or chose the branch of a re-route, did so knowing what it showed then.
 */
export function knownShown(
  {
    branchId: formerId,
    isReRoute,
    hqBranchName,
  }: Pick<TransferRow, 'branchId' | 'isReRoute' | 'hqBranchName'>,
  { branchId, shown }: { branchId: string; shown: string | null },
): string | null {
  const isChosenAnew = !isReRoute && branchId !== formerId;
  return isChosenAnew ? (shown ?? hqBranchName) : (hqBranchName ?? shown);
}
