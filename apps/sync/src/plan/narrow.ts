import type { ConfigObject, Configuration } from '../configuration/configuration.js';
import { kindOf } from '../kind/kinds.js';
import { address } from '../kind/placeholder.js';
import type { AllowedDifference } from './ledger.js';
import { withChecksum } from './plan-account.js';
import { isRemoval, type Action, type Change, type Plan } from './plan.js';

/** An object that a plan is narrowed to. */
export interface Chosen extends Pick<ConfigObject, 'kind' | 'key'> {
  /** Whether it gets a place among its siblings, for which some of those may have to move. */
  readonly isPlaced?: boolean;
}

/**
 * The chosen objects, what is in them, and what they cannot come without: parents and referenced objects that are to be
 * created too. `plan` is the whole plan, without any narrowing. An object with a place keeps it, also when it exists by
 * now; what the release does not have may be something to remove, and stays named.
 */
export function withNeeded(chosen: readonly Chosen[], { objects }: Configuration, plan: Plan): Chosen[] {
  const byAddress = new Map(objects.map((object) => [addressOf(object), object]));
  const created = new Set(plan.changes.filter(isCreation).map(addressOf));
  const placed = new Set([
    ...created,
    ...plan.changes.filter(({ moved, action }) => moved || action === 'adopt').map(addressOf),
    ...chosen.filter(({ isPlaced }) => isPlaced).map(addressOf),
  ]);
  const found = new Set<string>();
  const open = chosen.map(addressOf);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const object = byAddress.get(next);
    if (!object || found.has(next)) continue;
    found.add(next);
    const inside = objects.filter(
      ({ kind, within }) => kindOf(kind).parent === object.kind && within === object.key,
    );
    open.push(...neededBy(object).filter((place) => created.has(place)), ...inside.map(addressOf));
  }
  const named = ({ kind, key }: Chosen): Chosen => ({ kind, key });
  return [
    ...objects
      .filter((object) => found.has(addressOf(object)))
      .map((object) =>
        placed.has(addressOf(object)) ? { ...named(object), isPlaced: true } : named(object),
      ),
    ...chosen.filter((object) => !byAddress.has(addressOf(object))).map(named),
  ];
}

/** Addresses of what an object is in, and of what it names. */
function neededBy(object: ConfigObject): string[] {
  const { parent, references } = kindOf(object.kind);
  const named = Object.entries(references).flatMap(([name, kind]) => {
    const value = object.attributes[name];
    const keys = typeof value === 'string' ? [value] : ((value ?? []) as readonly string[]);
    return keys.map((key) => address(kind, key));
  });
  return [...(parent ? [address(parent, object.within)] : []), ...named];
}

/**
 * Everything but the chosen objects, as differences to leave alone. What a chosen object is in is left alone attribute by
 * attribute, because an exception for the whole of it would apply to what is in it too; and so are the siblings of one
 * that gets a place, but for their own places. `plan` is the whole plan.
 */
export function allBut(
  chosen: readonly Chosen[],
  { objects }: Configuration,
  plan: Plan,
): AllowedDifference[] {
  const names = new Set(chosen.map(addressOf));
  const placed = new Set(chosen.filter(({ isPlaced }) => isPlaced).map(addressOf));
  const picked = objects.filter((object) => names.has(addressOf(object)));
  const holders = new Set(
    picked.flatMap(({ kind, within }) => {
      const { parent } = kindOf(kind);
      return parent ? [address(parent, within)] : [];
    }),
  );
  const shelves = new Set(picked.filter((object) => placed.has(addressOf(object))).map(shelfOf));
  // An exception for single attributes does not prevent a creation or an adoption.
  const coming = new Set(
    plan.changes.filter(({ action, branchId }) => action === 'adopt' || branchId === null).map(addressOf),
  );
  return objects.flatMap((object): AllowedDifference[] => {
    const { kind, key, attributes } = object;
    const place = addressOf(object);
    if (names.has(place)) return [];
    const isSibling = shelves.has(shelfOf(object)) && !coming.has(place);
    const allowed = { kind, key, isNarrowing } as const;
    if (!isSibling && !holders.has(place)) return [allowed];
    return [...Object.keys(attributes), ...(isSibling ? [] : ['order'])].map((attribute) => {
      return { ...allowed, attribute };
    });
  });
}

const isNarrowing = true;
const addressOf = ({ kind, key }: Pick<ConfigObject, 'kind' | 'key'>): string => address(kind, key);
const shelfOf = ({ kind, within }: Pick<ConfigObject, 'kind' | 'within'>): string => `${kind} ${within}`;
const isCreation = ({ action }: Change): boolean => action === 'create';

/**
 * The plan without removals of anything but the chosen objects and what is in them: no exception keeps one back. The
 * hub manages the same objects after it.
 */
export function removingOnly({ released: _released, ...plan }: Plan, chosen: readonly Chosen[]): Plan {
  const names = new Set(chosen.map(addressOf));
  const isChosen = ({ kind, key, within }: Change) => {
    const { parent } = kindOf(kind);
    return names.has(address(kind, key)) || (parent !== undefined && names.has(address(parent, within)));
  };
  const changes = plan.changes.filter((change) => !isRemoval(change) || isChosen(change));
  const count = (action: Action) => changes.filter((change) => change.action === action).length;
  const { counts } = plan;
  return withChecksum({
    ...plan,
    changes,
    counts: { ...counts, delete: count('delete'), manual: count('manual'), blocked: count('blocked') },
  });
}
