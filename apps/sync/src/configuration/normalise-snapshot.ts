import type { Kind, Mention, Observed, Unmanaged } from '../kind/kind.js';
import type { KindName } from '../kind/kind-name.js';
import { isOrdered, kindOf, kinds } from '../kind/kinds.js';
import { address } from '../kind/placeholder.js';
import { rowsOf } from '../snapshot/lists.js';
import type { ConfigObject, Configuration } from './configuration.js';
import { textOf, type Json } from './json.js';
import { joinKey, keyMaker, segment } from './key.js';
import { entityTypes, type RawSnapshot } from './raw-snapshot.js';

/** One account in terms of kinds: ids instead of keys, noise removed, defaults filled in, in screen order. */
export interface AccountState {
  readonly objects: readonly Observed[];
  readonly unmanaged: readonly Unmanaged[];
  readonly mentions: readonly Mention[];
  /** Kinds this account does not let the hub read: their content is unknown. */
  readonly unread: readonly KindName[];
}

/** Converts what an account answered into the objects of every kind. Pure; drops nothing a plan could need. */
export function normaliseSnapshot(raw: RawSnapshot): AccountState {
  const place = new Map<string, number>(entityTypes.map((entity, at) => [entity, at]));
  const objects = kinds.flatMap((kind) => {
    const parentPlace = (object: Observed) =>
      place.get(kind.parent ? address(kind.parent, object.within) : object.within) ?? -1;
    const found = isUnread(kind, raw) ? [] : kind.observe(raw);
    const among = isOrdered(kind) ? bySort : byNameOf(found);
    const sorted = [...found].sort((a, b) => parentPlace(a) - parentPlace(b) || among(a, b) || byId(a, b));
    sorted.forEach((object, at) => place.set(address(object.kind, object.id), at));
    return sorted;
  });
  return {
    objects,
    unmanaged: kinds.flatMap((kind) => kind.unmanaged?.(raw) ?? []),
    mentions: kinds.flatMap((kind) => kind.mentions?.(raw) ?? []),
    unread: kinds.filter((kind) => isUnread(kind, raw)).map(({ name }) => name),
  };
}

/** Whether the account did not give a list of the kind. */
function isUnread({ reading }: Kind, raw: RawSnapshot): boolean {
  return reading?.lists.some((list) => rowsOf(raw, { part: reading.part, list }) === null) ?? false;
}

const byId = (a: Observed, b: Observed): number =>
  a.id.length === b.id.length ? (a.id < b.id ? -1 : 1) : a.id.length - b.id.length;
const bySort = (a: Observed, b: Observed): number => a.sort - b.sort;

/** Orders by name as keys are sorted, so that an export imports in the same order. */
function byNameOf(objects: readonly Observed[]): (a: Observed, b: Observed) => number {
  const names = new Map(objects.map((object) => [object, segment(textOf(object.attributes.name))]));
  return (a, b) => {
    const [first, second] = [names.get(a) ?? '', names.get(b) ?? ''];
    return first < second ? -1 : first > second ? 1 : 0;
  };
}

/**
 * The portable form of an account: keys for ids. Archived pipelines are left out; references to what is not managed
 * (an unsorted stage, a built-in group) are dropped because no other account could follow them. Kinds that
 * were not read are named, so that nothing of them is removed elsewhere.
 */
export function toConfiguration(state: AccountState): Configuration {
  const keys = new Map<string, string>();
  const unique = new Map(kinds.map((kind) => [kind.name, keyMaker()]));
  const kept: { object: Observed; key: string; within: string }[] = [];
  for (const object of state.objects) {
    const parent = kindOf(object.kind).parent;
    const within = parent ? keys.get(address(parent, object.within)) : object.within;
    if (within === undefined || object.attributes.archived === true) continue;
    const own = object.fixed ?? segment(textOf(object.attributes.code ?? object.attributes.name));
    const key = unique.get(object.kind)?.(joinKey(within, own)) ?? own;
    keys.set(address(object.kind, object.id), key);
    kept.push({ object, key, within });
  }
  const objects = kept.map(({ object, key, within }): ConfigObject => {
    const attributes = mapReferences(object, (kind, id) => keys.get(address(kind, id)) ?? null);
    const { kind, id: ref, fixed } = object;
    return { kind, key, ref, within, attributes, ...(fixed === undefined ? {} : { fixed }) };
  });
  return state.unread.length > 0 ? { objects, unread: state.unread } : { objects };
}

/** Replaces every reference in an object's attributes; null drops it. Literal references (`~statistic`) stay. */
export function mapReferences(
  object: Pick<Observed, 'kind' | 'attributes'>,
  map: (kind: KindName, reference: string) => string | null,
): Readonly<Record<string, Json>> {
  const { references } = kindOf(object.kind);
  const one = (kind: KindName, value: string) => (value.startsWith('~') ? value : map(kind, value));
  return Object.fromEntries(
    Object.entries(object.attributes).map(([attribute, value]) => {
      const kind = references[attribute];
      if (!kind) return [attribute, value];
      if (typeof value === 'string') return [attribute, one(kind, value)];
      if (!Array.isArray(value)) return [attribute, value];
      const mapped = (value as readonly string[])
        .map((item) => one(kind, item))
        .filter((item) => item !== null);
      return [attribute, mapped.sort()];
    }),
  );
}
