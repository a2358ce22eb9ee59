import type { Configuration } from '../configuration/configuration.js';
import { textOf } from '../configuration/json.js';
import type { WantsDetails } from '../kind/kind.js';
import type { KindName } from '../kind/kind-name.js';
import { address } from '../kind/placeholder.js';
import { childKindsOf, kindOf, kinds } from '../kind/kinds.js';
import type { AccountLimits } from '../plan/plan-input.js';
import { notSeen, type LedgerEntry } from '../plan/ledger.js';
import { groupBy } from '../plan/match-objects.js';
import { isRemoval, isWritten, type Change, type Plan } from '../plan/plan.js';
import { allLists, listAddress, listOf, type ListName, type Scope } from '../snapshot/lists.js';

/** What decides which lists of an account a plan reads. */
export interface ScopeInput {
  readonly configuration: Configuration;
  /** Releases that were begun in the account before. */
  readonly earlier: readonly Configuration[];
  readonly ledger: readonly LedgerEntry[];
  readonly options: { readonly limits?: AccountLimits };
}

/**
 * The lists in which the release or the ledger has anything, and details of the objects for which this release or an
 * earlier one says any: in all else there is nothing to compare. A limit that counts all objects of a kind needs all of
 * its lists.
 */
export function scopeOf(input: ScopeInput): Scope {
  const { configuration, ledger } = input;
  const { limits = {} } = input.options;
  const lists = new Set<string>();
  const add = (kind: KindName, path: string) => {
    const { reading } = kindOf(kind);
    if (reading) lists.add(listAddress(listOf(reading, path)));
  };
  const addAll = (kind: KindName) => listsOfKind(kind).forEach((name) => lists.add(listAddress(name)));
  for (const { kind, within } of configuration.objects) add(kind, within);
  for (const { kind, branchId } of ledger)
    if (branchId === notSeen) addAll(kind);
    else add(kind, branchId);
  for (const { name, limit } of kinds) if (limit && limits[limit.option] !== undefined) addAll(name);
  return { includes: (name) => lists.has(listAddress(name)), wants: detailsOf(input) };
}

function listsOfKind(kind: KindName): readonly ListName[] {
  const { reading } = kindOf(kind);
  return allLists().filter(({ part }) => part === reading?.part);
}

/** Details of an object cost a call, so they are read where the hub has written any, or is about to. */
function detailsOf({ configuration, earlier, ledger }: ScopeInput): WantsDetails {
  const named = new Set(detailedIn(configuration).map(({ attributes }) => textOf(attributes.name)));
  const refs = new Set(
    [configuration, ...earlier].flatMap(detailedIn).map(({ kind, ref }) => `${kind} ${ref}`),
  );
  const managed = new Set(
    ledger.filter(({ kind, ref }) => refs.has(`${kind} ${ref}`)).map(({ branchId }) => branchId),
  );
  return ({ id, name }) => managed.has(String(id)) || named.has(name);
}

function detailedIn({ objects }: Configuration): Configuration['objects'] {
  const children = groupBy(objects, ({ within }) => within);
  return objects.filter((object) => {
    const { name, hasDetails } = kindOf(object.kind);
    const inside = children.get(object.key) ?? [];
    return hasDetails?.(inside.filter(({ kind }) => kindOf(kind).parent === name)) === true;
  });
}

/** Details of what both want. */
export function both(one: WantsDetails, other: WantsDetails): WantsDetails {
  return (object) => one(object) && other(object);
}

/** The kinds of which a plan deletes objects, or would if nothing blocked it, and the kinds of their children. */
export function goingKinds({ changes }: Pick<Plan, 'changes'>): ReadonlySet<KindName> {
  const going = changes.filter(
    (change) => isRemoval(change) && change.before !== null && change.action !== 'manual',
  );
  return new Set(going.flatMap(({ kind }) => [kind, ...childKindsOf(kind).map(({ name }) => name)]));
}

/** The lists whose objects may name objects of these kinds. */
export function listsNaming(named: ReadonlySet<KindName>): readonly ListName[] {
  return kinds
    .filter(({ references }) => Object.values(references).some((kind) => named.has(kind)))
    .flatMap(({ name }) => listsOfKind(name));
}

/**
 * The lists that an approved plan depends on: those it writes or takes objects over in, those that what it writes
 * names, and those that may name what it removes. Only these are read again right before the first write.
 */
export function listsOfPlan(plan: Pick<Plan, 'changes'>): readonly ListName[] {
  const names = plan.changes.filter(isWritten).flatMap(listsOfChange);
  const naming = listsNaming(goingKinds({ changes: plan.changes.filter(isWritten) }));
  return [...new Map([...names, ...naming].map((name) => [listAddress(name), name])).values()];
}

/** Of which objects an approved plan depends on the details: of those that it writes, or in which it writes. */
export function detailsOfPlan({ changes, ids }: Pick<Plan, 'changes' | 'ids'>): WantsDetails {
  const touched = new Set<string>();
  for (const { kind, within, branchId, name } of changes.filter(isWritten)) {
    const { parent, hasDetails } = kindOf(kind);
    if (hasDetails) [branchId, name].forEach((word) => word !== null && touched.add(word));
    if (!parent) continue;
    touched.add(ids[address(parent, within)] ?? branchId?.slice(0, branchId.lastIndexOf('/')) ?? '');
  }
  return ({ id, name }) => touched.has(String(id)) || touched.has(name);
}

function listsOfChange({ kind, within, branchId, after }: Change): readonly ListName[] {
  const { reading, references } = kindOf(kind);
  const own = reading ? [listOf(reading, branchId ?? within)] : [];
  const named = Object.entries(references).flatMap(([attribute, of]) => {
    const value = after?.[attribute];
    const keys = typeof value === 'string' ? [value] : ((value ?? []) as readonly string[]);
    const { reading: other } = kindOf(of);
    return other ? keys.filter((key) => !key.startsWith('~')).map((key) => listOf(other, key)) : [];
  });
  return [...own, ...named];
}
