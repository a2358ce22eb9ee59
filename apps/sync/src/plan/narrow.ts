import type { ConfigObject, Configuration } from '../configuration/configuration.js';
import { kindOf } from '../kind/kinds.js';
import { address } from '../kind/placeholder.js';
import type { AllowedDifference } from './ledger.js';
import type { Change, Plan } from './plan.js';

/** An object that a plan is narrowed to. */
export interface Chosen extends Pick<ConfigObject, 'kind' | 'key'> {
  /** Whether it gets a place among its siblings, for which some of those may have to move. */
  readonly isPlaced?: boolean;
}

/**
 * The chosen objects and what they cannot come without: parents, children and referenced objects that are to be created
 * too. `plan` is the whole plan, without any narrowing. What is placed stays so, also when it stands by now.
 */
export function withNeeded(chosen: readonly Chosen[], { objects }: Configuration, plan: Plan): Chosen[] {
  const byAddress = new Map(objects.map((object) => [addressOf(object), object]));
  const created = new Set(plan.changes.filter(isCreation).map(addressOf));
  const placed = new Set([
    ...created,
    ...plan.changes.filter(({ moved }) => moved).map(addressOf),
    ...chosen.filter(({ isPlaced }) => isPlaced).map(addressOf),
  ]);
  const found = new Set<string>();
  const open = chosen.map(addressOf);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const object = byAddress.get(next);
    if (!object || found.has(next)) continue;
    found.add(next);
    open.push(...neighboursOf(object, objects, created).filter((place) => created.has(place)));
  }
  return objects
    .filter((object) => found.has(addressOf(object)))
    .map((object) => ({
      kind: object.kind,
      key: object.key,
      ...(placed.has(addressOf(object)) ? { isPlaced: true } : {}),
    }));
}

/** Addresses of what an object is in, of what it names, and where it is new itself, of what is in it. */
function neighboursOf(
  object: ConfigObject,
  objects: readonly ConfigObject[],
  created: ReadonlySet<string>,
): string[] {
  const { parent, references } = kindOf(object.kind);
  const named = Object.entries(references).flatMap(([name, kind]) => {
    const value = object.attributes[name];
    const keys = typeof value === 'string' ? [value] : ((value ?? []) as readonly string[]);
    return keys.map((key) => address(kind, key));
  });
  const inside = created.has(addressOf(object))
    ? objects.filter(({ kind, within }) => kindOf(kind).parent === object.kind && within === object.key)
    : [];
  return [...(parent ? [address(parent, object.within)] : []), ...named, ...inside.map(addressOf)];
}

/**
 * Everything but the chosen objects, as differences to leave alone. What a chosen object is in is left alone attribute by
 * attribute, because an exception for the whole of it would hold for what is in it too; and so are the siblings of one that
 * gets a place, but for their own places. `plan` is the whole plan.
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
  // An exception for single attributes keeps nothing from being made or taken over.
  const coming = new Set(plan.changes.filter(({ action }) => action !== 'update').map(addressOf));
  return objects.flatMap((object): AllowedDifference[] => {
    const { kind, key, attributes } = object;
    const place = addressOf(object);
    if (names.has(place)) return [];
    const isSibling = shelves.has(shelfOf(object)) && !coming.has(place);
    if (!isSibling && !holders.has(place)) return [{ kind, key }];
    return [...Object.keys(attributes), ...(isSibling ? [] : ['order'])].map((attribute) => {
      return { kind, key, attribute };
    });
  });
}

const addressOf = ({ kind, key }: Pick<ConfigObject, 'kind' | 'key'>): string => address(kind, key);
const shelfOf = ({ kind, within }: Pick<ConfigObject, 'kind' | 'within'>): string => `${kind} ${within}`;
const isCreation = ({ action }: Change): boolean => action === 'create';
