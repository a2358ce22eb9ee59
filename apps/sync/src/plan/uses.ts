import type { ObjectUse } from '@hub/contracts';
import type { AccountState } from '../configuration/normalise-snapshot.js';
import { textOf } from '../configuration/json.js';
import { childKindsOf, kindOf } from '../kind/kinds.js';
import type { Observed } from '../kind/kind.js';
import { foldName } from './near-twin.js';
import type { Change, Plan, Reason, Risk } from './plan.js';

type Place = Pick<Observed, 'kind' | 'id'>;

/**
 * Uses by id: those that go by a name or a code name every object of the account that has it. What a person would take for
 * the same name counts, because nobody has to know how exactly the setting compares.
 */
export function resolveUses(
  uses: readonly ObjectUse[],
  { objects }: Pick<AccountState, 'objects'>,
): readonly ObjectUse[] {
  return uses.flatMap((use): readonly ObjectUse[] => {
    const { kind, id: within, title, code } = use;
    if (title == null) return [use];
    const shelf = objects.filter((object) => object.kind === kind && object.within === within);
    const coded = shelf.filter(({ attributes }) => code != null && attributes.code === code);
    const called = shelf.filter(({ attributes }) => foldName(textOf(attributes.name)) === foldName(title));
    return (coded.length > 0 ? coded : called).map(({ id }) => ({ ...use, id }));
  });
}

/** Uses that break when an object is removed: its own, and those of its children. */
function usesIn({ kind, id }: Place, uses: readonly ObjectUse[] = []): readonly ObjectUse[] {
  return uses.filter(
    (use) =>
      (use.kind === kind && use.id === id) ||
      (childKindsOf(kind).some(({ name }) => name === use.kind) && use.id.startsWith(`${id}/`)),
  );
}

/** Whom to name where an object is removed or renamed; of a list value also who reads the field's texts. */
export function useRisks(place: Place, uses: readonly ObjectUse[] = []): readonly Risk[] {
  const { parent, readByText = [] } = kindOf(place.kind);
  const owner = place.id.slice(0, place.id.lastIndexOf('/'));
  const byText = uses.filter((use) => use.kind === parent && use.id === owner && readByText.includes(use.by));
  const named = new Map([...usesIn(place, uses), ...byText].map((use) => [`${use.by} ${use.name}`, use]));
  return [...named.values()].map(({ by, name }) => ({ code: 'named-by', count: null, by, name }));
}

/**
 * Why an object must not go: a setting of the hub names it, or something in it. A bot that names it is no reason: its next
 * version can only be delivered once the objects that it names are there.
 */
export function useObstacle(place: Place, uses: readonly ObjectUse[] = []): Reason | null {
  const first = usesIn(place, uses).find(({ by }) => by !== 'bot');
  return first ? { code: 'in-use', facts: { by: first.by, name: first.name } } : null;
}

/** Whether a plan takes away or renames something that a setting may name, so that uses have to be known. */
export function needsUses({ changes }: Pick<Plan, 'changes'>): boolean {
  return changes.some(
    (change: Change) => change.branchId !== null && (change.after === null || 'name' in change.after),
  );
}
