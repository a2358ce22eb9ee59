import { kindOf } from '../kind/kinds.js';
import { address } from '../kind/placeholder.js';
import { isDescribed } from '../kind/stage.kind.js';
import type { Change, Plan } from '../plan/plan.js';
import { batchSize } from './batch-calls.js';

/**
 * How many write calls a plan may cost: the formula of `docs/sync-calls.md`, counted from the plan alone and without
 * looking at the calls, so that a test can hold one to the other. Calls that move deals are not in it.
 */
export function expectedCalls(plan: Plan, size = batchSize): number {
  const writes = plan.changes.filter(({ action, after, moved }) =>
    action === 'create'
      ? true
      : (action === 'update' || action === 'adopt') && (moved || Object.keys(after ?? {}).length > 0),
  );
  const deletions = plan.changes.filter(({ action }) => action === 'delete');
  const created = (kind: Change['kind']) =>
    writes.filter((change) => change.kind === kind && change.action === 'create');
  const changed = (kind: Change['kind']) =>
    writes.filter((change) => change.kind === kind && change.action !== 'create');
  const batches = (changes: readonly { readonly within: string }[]) =>
    [...tally(changes.map(({ within }) => within)).values()].reduce(
      (sum, count) => sum + Math.ceil(count / size),
      0,
    );
  const isNew = (change: Change) =>
    !(address(kindOf(change.kind).parent ?? change.kind, change.within) in plan.ids);

  const creates =
    (['loss-reason', 'field-group', 'pipeline', 'field', 'tag'] as const).reduce(
      (sum, kind) => sum + batches(created(kind)),
      0,
    ) +
    // One per existing pipeline, and one more for every further nine that must stand in one gap (a wave).
    // A new pipeline's own call takes wave 0; what has descriptions is in the later waves.
    tally(
      created('stage')
        .filter((stage) => !isNew(stage) || stage.wave > 0)
        .map(({ within, wave }) => `${within} ${wave}`),
    ).size +
    // Where every stage has a description, one of them had to go without it.
    created('stage').filter((stage) => isNew(stage) && stage.wave === 0 && isDescribed(stage.after ?? {}))
      .length;
  const fields = new Map(changed('field').map(({ key, within }) => [key, { within }]));
  const valuesOf = [...writes, ...deletions].filter((change) => change.kind === 'enum' && !isNew(change));
  for (const { within } of valuesOf) fields.set(within, { within: within.slice(0, within.indexOf('/')) });
  const updates =
    batches([...fields.values()]) +
    (['loss-reason', 'field-group', 'pipeline', 'stage'] as const).reduce(
      (sum, kind) => sum + changed(kind).length,
      0,
    );
  return creates + updates + deletions.filter(({ kind }) => kind !== 'enum').length;
}

function tally(items: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}
