import { normaliseRegion } from '@hub/accounts/pure';
import type { TransferRow } from './transfer.entity.js';

/**
 * Whether a person has named another branch in «Филиал» while the transfer was on its way: it shows (`shown`; null:
 * nothing) neither the transfer's branch nor what the hub knew of when the branch was decided. False where the hub does
 * not know that.
 */
export function isChosenElsewhere(
  shown: string | null,
  { branchName, hqBranchName }: Pick<TransferRow, 'branchName' | 'hqBranchName'>,
): boolean {
  const [named, own, known] = [shown, branchName, hqBranchName].map((name) => normaliseRegion(name ?? ''));
  return hqBranchName !== null && named !== '' && named !== own && named !== known;
}
