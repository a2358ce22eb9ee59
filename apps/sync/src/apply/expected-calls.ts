import { kindOf, kinds } from '../kind/kinds.js';
import type { Kind } from '../kind/kind.js';
import type { KindName } from '../kind/kind-name.js';
import { address } from '../kind/placeholder.js';
import type { Change, Plan } from '../plan/plan.js';
import { batchSize } from './batch-calls.js';

/**
 * How many write calls a plan may cost: the formula of `docs/sync-calls.md`, counted from the plan alone, not from the
 * calls, so that a test can compare the two. Calls that move deals are not in it.
 */
export function expectedCalls(plan: Plan, size = batchSize): number {
  const writes = plan.changes.filter(({ action, after, moved }) =>
    action === 'create'
      ? true
      : (action === 'update' || action === 'adopt') && (moved || Object.keys(after ?? {}).length > 0),
  );
  const deletions = plan.changes.filter(({ action }) => action === 'delete');
  const of = (kind: KindName, isNewObject: boolean) =>
    writes.filter((change) => change.kind === kind && (change.action === 'create') === isNewObject);
  const isInNew = (change: Change) =>
    !(address(kindOf(change.kind).parent ?? change.kind, change.within) in plan.ids);
  return kinds.reduce((sum, kind) => {
    if (kind.effect.create === 'with-parent') return sum;
    const gone = deletions.filter((change) => change.kind === kind.name).length;
    return sum + creates(kind, of(kind.name, true), isInNew, size) + updatesOf(kind) + gone;
  }, 0);

  function updatesOf(kind: Kind): number {
    const changed = of(kind.name, false);
    if (kind.effect.update !== 'batch') return changed.length;
    const carriers = new Map(changed.map(({ key, within }) => [key, within]));
    const inside = [...writes, ...deletions].filter(
      (change) =>
        kindOf(change.kind).parent === kind.name &&
        kindOf(change.kind).travel?.with === 'always' &&
        !isInNew(change),
    );
    for (const { within } of inside) carriers.set(within, within.slice(0, within.indexOf('/')));
    return batches([...carriers.values()], size);
  }
}

/** One per list, and one for every further batch; one per wave where amoCRM renumbers; none for what its new parent takes. */
function creates(
  { order, parent, travel }: Kind,
  created: readonly Change[],
  isInNew: (change: Change) => boolean,
  size: number,
): number {
  const own = created.filter((change) => !parent || !travel || !isInNew(change) || change.wave > 0);
  const taken = created.filter((change) => !own.includes(change));
  // What its parent's call drops costs one more.
  const late = taken.filter(({ after }) => travel?.late?.isLate(after ?? {})).length;
  if (order === 'renumbered') return tally(own.map(({ within, wave }) => `${within} ${wave}`)).size + late;
  return (
    batches(
      own.map(({ within }) => within),
      size,
    ) + late
  );
}

function batches(lists: readonly string[], size: number): number {
  return [...tally(lists).values()].reduce((sum, count) => sum + Math.ceil(count / size), 0);
}

function tally(items: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}
