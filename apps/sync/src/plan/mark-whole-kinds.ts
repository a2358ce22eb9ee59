import type { Observed } from '../kind/kind.js';
import { kindOf } from '../kind/kinds.js';
import { address } from '../kind/placeholder.js';
import { groupBy } from './match-objects.js';
import { notSeen } from './ledger.js';
import type { PlanInput } from './plan-input.js';
import type { Change } from './plan.js';

/**
 * The changes, with the risk `all-of-kind` on every deletion that is part of a clearance: nothing that the hub manages
 * of that kind (within the entity type, or within the parent) would be left. A lone value or stage is no clearance.
 */
export function markClearances(
  changes: readonly Change[],
  { branch, ledger }: Pick<PlanInput, 'branch' | 'ledger'>,
): readonly Change[] {
  const going = new Set(
    changes
      .filter(({ action }) => action === 'delete')
      .map(({ kind, branchId }) => address(kind, branchId ?? '')),
  );
  if (going.size === 0) return changes;
  const known = new Set(ledger.map(({ kind, branchId }) => address(kind, branchId)));
  const managed = branch.objects.filter(
    ({ kind, id, fixed }) => fixed === undefined && known.has(address(kind, id)),
  );
  const cleared = new Map<string, number>();
  for (const shelf of groupBy(managed, ({ kind, within }) => `${kind} ${within}`).values())
    if (shelf.length >= leastOf(shelf) && shelf.every(({ kind, id }) => going.has(address(kind, id))))
      for (const { kind, id } of shelf) cleared.set(address(kind, id), shelf.length);
  return changes.map((change) => {
    const count = cleared.get(address(change.kind, change.branchId ?? ''));
    if (change.action !== 'delete' || count === undefined) return change;
    return { ...change, risks: [...change.risks, { code: 'all-of-kind', count }] };
  });
}

function leastOf([first]: readonly Observed[]): number {
  return first && kindOf(first.kind).parent !== undefined ? 2 : 1;
}

/**
 * The changes, with the risk `all-vanished` on every creation of what the ledger knows in the account, where nothing is
 * left there of all that it knows of that kind: people deleted a whole list, or the list was not read.
 */
export function markVanished(
  changes: readonly Change[],
  { branch, ledger }: Pick<PlanInput, 'branch' | 'ledger'>,
): readonly Change[] {
  const known = new Map(
    ledger
      .filter(({ branchId }) => branchId !== notSeen)
      .map(({ kind, ref, branchId }) => [`${kind} ${ref}`, address(kind, branchId)]),
  );
  const ids = new Set(known.values());
  const existing = new Set(
    branch.objects
      .filter(({ kind, id, fixed }) => fixed === undefined && ids.has(address(kind, id)))
      .map(({ kind, within }) => `${kind} ${within}`),
  );
  const vanished = changes.filter(
    ({ action, kind, ref, key, within }) =>
      action === 'create' &&
      kindOf(kind).parent === undefined &&
      // A blueprint's refs are keys, whichever release comes after it.
      (known.has(`${kind} ${ref}`) || known.has(`${kind} ${key}`)) &&
      !existing.has(`${kind} ${within}`),
  );
  const shelves = groupBy(vanished, ({ kind, within }) => `${kind} ${within}`);
  return changes.map((change) => {
    if (!vanished.includes(change)) return change;
    const count = shelves.get(`${change.kind} ${change.within}`)?.length ?? 0;
    return { ...change, risks: [...change.risks, { code: 'all-vanished', count }] };
  });
}
