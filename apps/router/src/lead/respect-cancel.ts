import type { Reason, RouteDecision } from './route-lead.js';

/** A person has cancelled the lead's last transfer, to this branch. */
export interface Cancelled {
  branchId: string;
  reason: string;
}

/** The path of a lead that a person has taken back from a branch. */
export function cancelledPath(reason: string): Reason[] {
  return [{ check: 'transfer', found: 'cancelled', value: reason }];
}

/** What is decided about a lead, with the branch it is about: that gets it, or from which a person has taken it. */
export interface DecidedBranch {
  decision: RouteDecision;
  branchId: string | null;
}

/**
 * A lead whose transfer a person has cancelled does not go to the same branch by itself, because any edit of the lead
 * would undo the cancellation; another branch may get it. The branch stays with the decision, so that the next edit
 * finds it as well.
 */
export function respectCancel(decision: RouteDecision, cancelled: Cancelled | null): DecidedBranch {
  if (decision.kind !== 'transfer') return { decision, branchId: null };
  const branchId = decision.branch.id;
  if (cancelled?.branchId !== branchId) return { decision, branchId };
  return { decision: { kind: 'manual', reasons: cancelledPath(cancelled.reason) }, branchId };
}
