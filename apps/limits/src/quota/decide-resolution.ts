/** What the router says of a transfer. */
export interface TransferNow {
  /** `under-way`: it may still make the branch lead. */
  state: 'under-way' | 'done' | 'cancelled';
  branchId: string;
  accountId: string;
  leadId: number | null;
}

/** What becomes of a reservation whose time to be looked at has come. */
export type Resolution =
  | { kind: 'confirm'; branchId: string; accountId: string; leadId: number }
  | { kind: 'release' }
  | { kind: 'expire' }
  | { kind: 'wait' };

/** What is held against the transfer; moments in epoch milliseconds. */
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

/** Settles by what the router knows of the transfer; null: it knows none. A place that another branch's transfer has is freed. */
export function decideResolution(transfer: TransferNow | null, reserved: ReservedNow): Resolution {
  const isLate = reserved.now - reserved.reservedAt > addedWithinMs;
  if (!transfer) return { kind: isLate ? 'expire' : 'wait' };
  const { state, branchId, accountId, leadId } = transfer;
  if (state === 'cancelled' || (isLate && branchId !== reserved.branchId)) return { kind: 'release' };
  return state === 'done' && leadId !== null
    ? { kind: 'confirm', branchId, accountId, leadId }
    : { kind: 'wait' };
}
