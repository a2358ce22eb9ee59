import type { TransferEnd } from '@hub/contracts';

/** What the router says of a transfer. */
export type TransferNow = Omit<TransferEnd, 'transferId'>;

/** The resolution of a reservation that is due for review. */
export type Resolution =
  | { kind: 'confirm'; branchId: string; accountId: string; leadId: number }
  | { kind: 'release' }
  | { kind: 'expire' }
  | { kind: 'wait' };

/** The reservation that is compared with the transfer; moments in epoch milliseconds. */
export interface ReservedNow {
  branchId: string;
  reservedAt: number;
  now: number;
}

/**
 * A transfer is added, or changes its branch, right after its place was reserved, by a worker that loses its lease long before
 * this: one that is not there by then never will be.
 */
const addedWithinMs = 5 * 60_000;

/**
 * Decides by the router's record of the transfer; null: there is none. A place for a transfer that now goes to another
 * branch is released.
 */
export function decideResolution(transfer: TransferNow | null, reserved: ReservedNow): Resolution {
  const isLate = reserved.now - reserved.reservedAt > addedWithinMs;
  if (!transfer) return { kind: isLate ? 'expire' : 'wait' };
  const { state, branchId, accountId, leadId } = transfer;
  if (state === 'cancelled' || (isLate && branchId !== reserved.branchId)) return { kind: 'release' };
  return state === 'done' && leadId !== null
    ? { kind: 'confirm', branchId, accountId, leadId }
    : { kind: 'wait' };
}
