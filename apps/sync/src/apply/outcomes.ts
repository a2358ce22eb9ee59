import type { Message } from '@hub/messages';
import { changeWords, objectWords } from '../plan/describe-reason.js';
import { isWritten, placeOf, type Plan } from '../plan/plan.js';
import { hasBody } from './batch-calls.js';
import type { CallItem } from './call.js';

/** What became of one change: written and answered, or refused by amoCRM in these words. */
export type Outcome = { readonly result: 'done' } | { readonly result: 'refused'; readonly detail: Message };

/** By `placeOf` the change. What is missing was not tried. */
export type Outcomes = Readonly<Record<string, Outcome>>;

/** The outcome of one call for all it carried, children included. */
export function outcomesOf(items: readonly CallItem[], outcome: Outcome): Outcomes {
  const places = items.flatMap((item) => [item, ...item.children]).map(placeOf);
  return Object.fromEntries(places.map((place) => [place, outcome]));
}

/**
 * The changes of an approved plan that need no call any more: done by an earlier attempt, as the fresh read shows, or
 * adoptions without a difference. `now` is the plan from that read without exceptions that came since the approval: what
 * only those take out was not done.
 */
export function doneWithoutCall(approved: Plan, now: Plan): Outcomes {
  const open = new Set(
    now.changes.filter((change) => hasBody(change) || change.action === 'delete').map(placeOf),
  );
  const done = approved.changes
    .filter(isWritten)
    .map(placeOf)
    .filter((place) => !open.has(place));
  return Object.fromEntries(done.map((place) => [place, { result: 'done' }]));
}

/**
 * The first applied change that the account does not show, by a plan made after the apply; null when it shows all. What
 * was blocked then and is possible now is no difference: it was not approved.
 */
export function differenceLeft(
  carriedOut: Plan,
  now: Plan,
  existing: readonly { readonly kind: string; readonly id: string }[],
): Message | null {
  const ids = new Set(existing.map(({ kind, id }) => `${kind} ${id}`));
  const kept = carriedOut.changes.find(
    ({ action, kind, branchId }) => action === 'delete' && ids.has(`${kind} ${branchId ?? ''}`),
  );
  if (kept) return changeWords(kept);
  const written = new Map(carriedOut.changes.filter(isWritten).map((change) => [placeOf(change), change]));
  // Because one switch of an object may be blocked beside the change of the others.
  const freed = new Set(
    carriedOut.changes
      .filter(({ action }) => action === 'blocked')
      .map(placeOf)
      .filter((place) => !written.has(place)),
  );
  const left = now.changes.find((change) => {
    const place = placeOf(change);
    if (isWritten(change)) return !freed.has(place);
    // Because a plan without live counts blocks what it would switch off, written in vain or not.
    const again = change.reason?.code === 'not-counted' ? Object.keys(change.after ?? {}) : [];
    return again.some((name) => name in (written.get(place)?.after ?? {}));
  });
  return left ? changeWords(left) : null;
}

/** The objects whose changes amoCRM refused. */
export function namesOf(plan: Plan, refused: Outcomes): readonly Message[] {
  return plan.changes.filter((change) => placeOf(change) in refused).map(objectWords);
}

/** A plan without the changes that amoCRM refused. */
export function withoutRefused(plan: Plan, refused: Outcomes): Plan {
  return { ...plan, changes: plan.changes.filter((change) => !(placeOf(change) in refused)) };
}

/** Changes a plan would write now. */
export function writtenIn(plan: Plan): number {
  return plan.changes.filter(isWritten).length;
}
