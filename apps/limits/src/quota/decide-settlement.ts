/** What the router says of a transfer. */
export interface TransferNow {
  /** `under-way`: it may still make the branch lead. */
  state: 'under-way' | 'done' | 'cancelled';
  branchId: string;
  accountId: string;
  leadId: number | null;
}

/** What becomes of a reservation whose time to be looked at has come. */
export type Settlement =
  | { kind: 'confirm'; branchId: string; accountId: string; leadId: number }
  | { kind: 'release' }
  | { kind: 'expire' }
  | { kind: 'wait' };

/**
 * A transfer is added right after its place was reserved, by a worker that loses its lease long before this: one that is
 * not there by then never will be.
 */
const addedWithinMs = 5 * 60_000;

/** Settles by what the router knows of the transfer; null: it knows none. `reservedAt` and `now` in epoch milliseconds. */
export function decideSettlement(
  transfer: TransferNow | null,
  { reservedAt, now }: { reservedAt: number; now: number },
): Settlement {
  if (!transfer) return { kind: now - reservedAt > addedWithinMs ? 'expire' : 'wait' };
  const { state, branchId, accountId, leadId } = transfer;
  if (state === 'cancelled') return { kind: 'release' };
  return state === 'done' && leadId !== null
    ? { kind: 'confirm', branchId, accountId, leadId }
    : { kind: 'wait' };
}
