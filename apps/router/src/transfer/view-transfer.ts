import type { TransferView } from '@hub/contracts';
import type { TransferRow } from './transfer.entity.js';

/** The row as other services see it. */
export function viewTransfer(transfer: TransferRow): TransferView {
  return {
    id: transfer.id,
    hqAccountId: transfer.hqAccountId,
    hqLeadId: transfer.hqLeadId,
    branchId: transfer.branchId,
    branchName: transfer.branchName,
    branchAccountId: transfer.target.accountId,
    state: transfer.lateContact ?? transfer.state,
    cancelReason: transfer.cancelReason,
    branchContactId: transfer.branchContactId,
    branchLeadId: transfer.branchLeadId,
    isJoined: transfer.isJoined,
    leftOut: transfer.leftOut,
    problem: transfer.problem,
    trailId: transfer.trailId,
    endedAs: transfer.endedAs,
    endedAt: transfer.endedAt?.toISOString() ?? null,
    correlationId: transfer.correlationId,
    startedAt: transfer.startedAt.toISOString(),
    changedAt: transfer.changedAt.toISOString(),
  };
}
