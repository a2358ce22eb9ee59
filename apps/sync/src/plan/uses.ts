import type { ObjectUse } from '@hub/contracts';
import { kindOf } from '../kind/kinds.js';
import type { Observed } from '../kind/kind.js';
import type { Change, Plan, Reason, Risk } from './plan.js';

type Place = Pick<Observed, 'kind' | 'id'>;

/** Uses that go with an object when it goes: its own, and of a pipeline those of its stages. */
function usesIn({ kind, id }: Place, uses: readonly ObjectUse[] = []): readonly ObjectUse[] {
  return uses.filter(
    (use) =>
      (use.kind === kind && use.id === id) ||
      (kind === 'pipeline' && use.kind === 'stage' && use.id.startsWith(`${id}/`)),
  );
}

/** Settings that read the values of a field by their text: routing does, by region and by branch. */
const readByText: ReadonlySet<ObjectUse['by']> = new Set(['region-field', 'branch-field']);

/** Who to name where an object goes or gets another name; of a list value also who reads the field's texts. */
export function useRisks(place: Place, uses: readonly ObjectUse[] = []): readonly Risk[] {
  const field = kindOf(place.kind).parent === 'field' ? place.id.slice(0, place.id.lastIndexOf('/')) : null;
  const byText = uses.filter((use) => use.kind === 'field' && use.id === field && readByText.has(use.by));
  const named = new Map([...usesIn(place, uses), ...byText].map((use) => [`${use.by} ${use.name}`, use]));
  return [...named.values()].map(({ by, name }) => ({ code: 'named-by', count: null, by, name }));
}

/** Why an object must not go: a setting of the hub names it, or something in it. */
export function useObstacle(place: Place, uses: readonly ObjectUse[] = []): Reason | null {
  const [first] = usesIn(place, uses);
  return first ? { code: 'in-use', facts: { by: first.by, name: first.name } } : null;
}

/** Whether a plan takes away or renames something that a setting may name, so that uses have to be known. */
export function needsUses({ changes }: Pick<Plan, 'changes'>): boolean {
  return changes.some(
    (change: Change) => change.branchId !== null && (change.after === null || 'name' in change.after),
  );
}
