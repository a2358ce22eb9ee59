import type { TransferState } from '@hub/contracts';
import type { BranchFacts, RouteDecision, Target } from '../lead/route-lead.js';

/** How far a transfer has come, and to whom. */
export interface CurrentTransfer {
  state: TransferState;
  /** A write that may make the branch lead was begun: it may still be running, or it was made. */
  stepMakesLead: boolean;
  branchId: string;
  target: Target;
  /** A re-route has chosen the branch. */
  isReRoute: boolean;
  /** A person has moved the lead to the pipeline of its branch inside HQ already. */
  isInPlace: boolean;
}

export type AgainDecision =
  /** It goes on as it is. */
  | { kind: 'stay' }
  /** It goes on to this branch, at its present target. `restarts`: in another account, where nothing is made yet. */
  | { kind: 'aim'; branch: Pick<BranchFacts, 'id' | 'name'> & { target: Target }; restarts: boolean }
  /** The lead is no longer to be handed over, and this is what is decided about it instead. */
  | { kind: 'withdraw'; instead: RouteDecision };

/** Whether the branch lead is known to exist: from there on routing changes nothing of the transfer's target. */
export function isTargetFixed({ state }: Pick<CurrentTransfer, 'state'>): boolean {
  return state !== 'decided' && state !== 'contact-ready';
}

/** Whether the branch lead exists, or may exist: such a transfer stays with its account. */
export function mayHaveBranchLead({
  state,
  stepMakesLead,
}: Pick<CurrentTransfer, 'state' | 'stepMakesLead'>): boolean {
  return isTargetFixed({ state }) || stepMakesLead;
}

/**
 * Where a transfer goes now that lead, rules and branches are as they are. Until its branch lead may exist it follows
 * what routing says today. `own` is its branch as it is now. A person who moves the lead to the handed-over stage does
 * what the hub is about to do, so that is no reason to withdraw as long as its branch takes leads; nor is the pipeline of a
 * branch inside HQ. A branch that a re-route has chosen stays chosen likewise, until the lead is closed or gone. When its
 * branch takes no leads any more, a person has to choose again.
 */
export function decideTransferAgain(
  current: CurrentTransfer,
  decision: RouteDecision,
  own: BranchFacts | undefined,
): AgainDecision {
  if (mayHaveBranchLead(current)) return keepAccount(current, own);
  const found = decision.reasons.at(-1)?.found ?? '';
  const isChosen = current.isReRoute && !['closed', 'absent'].includes(found);
  if (isChosen) return keepOwn(current, own);
  if (decision.kind === 'transfer') return aimAt(current, decision.branch);
  if (current.isInPlace) return keepPlace(current, own);
  return found === 'handed-over' ? keepOwn(current, own) : { kind: 'withdraw', instead: decision };
}

function keepPlace(current: CurrentTransfer, own: BranchFacts | undefined): AgainDecision {
  return own?.target && own.state !== 'closed'
    ? aimAt(current, { ...own, target: own.target })
    : { kind: 'stay' };
}

function keepOwn(current: CurrentTransfer, own: BranchFacts | undefined): AgainDecision {
  if (own?.state === 'active' && own.target) return aimAt(current, { ...own, target: own.target });
  const isOpen = own?.state === 'active';
  const reason = {
    check: isOpen ? 'target' : 'branch',
    found: isOpen ? 'missing' : (own?.state ?? 'closed'),
    ...(own ? { value: own.name } : {}),
  };
  return { kind: 'withdraw', instead: { kind: 'manual', reasons: [reason] } };
}

/** Pipeline, stage and owner may be corrected while the account is the same. */
function keepAccount(current: CurrentTransfer, own: BranchFacts | undefined): AgainDecision {
  const isWritten = current.state !== 'decided' && current.state !== 'contact-ready';
  if (isWritten || !own?.target || own.target.accountId !== current.target.accountId) return { kind: 'stay' };
  return aimAt(current, { ...own, target: own.target });
}

function aimAt({ target }: CurrentTransfer, branch: BranchFacts & { target: Target }): AgainDecision {
  return { kind: 'aim', branch, restarts: branch.target.accountId !== target.accountId };
}
