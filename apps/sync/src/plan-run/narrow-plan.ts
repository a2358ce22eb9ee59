import type { KindName } from '../kind/kind.js';
import { kindOf } from '../kind/kinds.js';
import { address } from '../kind/placeholder.js';
import { withChecksum } from '../plan/plan-account.js';
import type { Action, Change, Plan } from '../plan/plan.js';

/** An object by its kind and key. */
export interface ObjectName {
  readonly kind: KindName;
  readonly key: string;
}

/**
 * A plan for chosen objects only: their changes, those of what is in them, and the creations that these need (the
 * pipeline of a new stage, the tab of a new field). Made again from an unmoved account it has the same checksum.
 */
export function narrowPlan(plan: Plan, only: readonly ObjectName[]): Plan {
  const chosen = new Set(only.map(({ kind, key }) => address(kind, key)));
  const isChosen = ({ kind, key, within }: Pick<Change, 'kind' | 'key' | 'within'>) => {
    const { parent } = kindOf(kind);
    return chosen.has(address(kind, key)) || (parent !== undefined && chosen.has(address(parent, within)));
  };
  const created = new Map(
    plan.changes
      .filter(({ action }) => action === 'create')
      .map((change) => [address(change.kind, change.key), change]),
  );
  const kept = new Set(plan.changes.filter(isChosen));
  for (const change of kept)
    for (const needed of neededBy(change)) {
      const creation = created.get(needed);
      if (creation) kept.add(creation);
    }
  const changes = plan.changes.filter((change) => kept.has(change));
  const count = (action: Action) => changes.filter((change) => change.action === action).length;
  return withChecksum({
    ...plan,
    changes,
    counts: {
      ...plan.counts,
      create: count('create'),
      update: count('update'),
      delete: count('delete'),
      adopt: count('adopt'),
      manual: count('manual'),
      blocked: count('blocked'),
    },
  });
}

/** Addresses of what a change is in, and of what its attributes name. */
function neededBy({ kind, within, after }: Change): string[] {
  const { parent, references } = kindOf(kind);
  const named = Object.entries(references).flatMap(([attribute, of]) => {
    const value = after?.[attribute];
    const keys =
      typeof value === 'string' ? [value] : Array.isArray(value) ? (value as readonly string[]) : [];
    return keys.map((key) => address(of, key));
  });
  return [...(parent ? [address(parent, within)] : []), ...named];
}
