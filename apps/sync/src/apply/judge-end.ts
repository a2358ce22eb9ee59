import { message, type Message } from '@hub/messages';
import type { AccountState } from '../configuration/normalise-snapshot.js';
import { kindWords } from '../kind/kind-words.js';
import { address } from '../kind/placeholder.js';
import { objectWords } from '../plan/describe-reason.js';
import { isRemoval, placeOf, type Change, type Plan } from '../plan/plan.js';
import type { PlanEvent } from '../plan-run/plan-state.js';
import type { Step } from './call.js';
import { differenceLeft, namesOf, withoutRefused, writtenIn, type Outcomes } from './outcomes.js';

/** An apply that made its calls, and the account as it was read back. */
interface CarriedOut {
  readonly plan: Plan;
  readonly steps: readonly Step[];
  readonly refused: Outcomes;
  readonly branch: AccountState;
  /** The plan made from what was read back: what remains to be done. */
  readonly rest: Plan;
}

/** How an apply ends. */
interface End {
  readonly event: Extract<PlanEvent, 'finish' | 'finish-in-part' | 'fail'>;
  readonly reason: Message;
  /** Refused removals of what had gone already. */
  readonly removed: Outcomes;
  /** Whether the account shows what it shall: then the ledger may forget what is gone. */
  readonly isAsPlanned: boolean;
}

/** How an apply ends by what was read back: nothing of its plan may be left but what was refused or blocked. */
export function judgeEnd({ plan, steps, refused, branch, rest }: CarriedOut): End {
  const gone = goneMeanwhile(plan, refused, branch);
  const removed = Object.fromEntries(
    gone.filter(isRemoval).map((change) => [placeOf(change), { result: 'done' }] as const),
  );
  const goneFrom = new Set(gone.map(placeOf));
  const open = Object.fromEntries(Object.entries(refused).filter(([place]) => !goneFrom.has(place)));
  const left = differenceLeft(withoutRefused(plan, open), withoutRefused(rest, open), branch.objects);
  if (left !== null) {
    const reason = message('outcomes.differs', { change: left });
    return { event: 'fail', reason, removed, isAsPlanned: false };
  }
  const ends = { removed, isAsPlanned: true };
  const names = namesOf(plan, open);
  if (names.length > 0) return { event: 'fail', reason: message('outcomes.refused', { names }), ...ends };
  const facts = { but: unseenOf(steps, branch), more: writtenIn(rest) };
  const missing = plan.changes.filter(({ action }) => action === 'blocked').map(objectWords);
  if (missing.length === 0) return { event: 'finish', reason: message('outcomes.applied', facts), ...ends };
  const reason = message('outcomes.applied-in-part', { ...facts, missing });
  return { event: 'finish-in-part', reason, ...ends };
}

/** What was written and is not given to be read back. */
function unseenOf(steps: readonly Step[], { unread }: AccountState): 'none' | Message[] {
  const written = new Set(
    steps.flatMap((step) => (step.do === 'write' ? step.items : [])).map(({ kind }) => kind),
  );
  const blind = unread.filter((kind) => written.has(kind));
  return blind.length === 0 ? 'none' : blind.map((kind) => kindWords(kind, 'list'));
}

/** Refused changes of objects that the account has no more: to remove one is done, to change one is a difference. */
function goneMeanwhile(plan: Plan, refused: Outcomes, { objects, unread }: AccountState): readonly Change[] {
  const existing = new Set(objects.map(({ kind, id }) => address(kind, id)));
  return plan.changes.filter(
    (change) =>
      placeOf(change) in refused &&
      change.branchId !== null &&
      !unread.includes(change.kind) &&
      !existing.has(address(change.kind, change.branchId)),
  );
}
