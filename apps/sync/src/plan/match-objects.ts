import { textOf } from '../configuration/json.js';
import type { ConfigObject, Configuration } from '../configuration/configuration.js';
import type { AccountState } from '../configuration/normalise-snapshot.js';
import type { Observed } from '../kind/kind.js';
import { kindOf } from '../kind/kinds.js';
import { address } from '../kind/placeholder.js';
import { notSeen, type LedgerEntry } from './ledger.js';
import { isNearTwin } from './near-twin.js';
import type { Reason } from './plan.js';
import { isEntryLeftOut } from './released.js';

/** The counterpart of one release object in the branch. */
export type Match =
  | {
      readonly state: 'matched';
      readonly observed: Observed;
      readonly by: 'ledger' | 'code' | 'name' | 'fixed';
    }
  | { readonly state: 'new' }
  /** With `observed` the object is known and only must not be written. */
  | { readonly state: 'blocked'; readonly reason: Reason; readonly observed?: Observed };

/**
 * Finds for every release object its counterpart: by ledger, then by code, then by exact name, never by position.
 * Children are searched only inside their parent's counterpart. What is not certain is blocked with a question. So is an
 * object that would be created beside one of nearly the same name, or although a call without an answer may have made it
 * and people have renamed it, unless it is among `createAnyway`; the answer is a ledger entry. Keys of the result are
 * addresses.
 */
export function matchObjects(
  release: Configuration,
  branch: AccountState,
  ledger: readonly LedgerEntry[],
  createAnyway: readonly Pick<ConfigObject, 'kind' | 'key'>[] = [],
): ReadonlyMap<string, Match> {
  const matches = new Map<string, Match>();
  // Without what is not seen, because a person may have said meanwhile which object it is.
  const remembered = new Map(
    ledger
      .filter(({ branchId }) => branchId !== notSeen)
      .map(({ kind, ref, branchId }) => [`${kind} ${ref}`, branchId]),
  );
  // Only by this release: what another one brought (a blueprint, say) is found by code and name like anything else.
  const refs = new Set(release.objects.map(({ kind, ref }) => `${kind} ${ref}`));
  // What the release leaves out is no counterpart of anything else, whatever the branch calls it.
  const claimed = new Set(
    ledger
      .filter((entry) => refs.has(`${entry.kind} ${entry.ref}`) || isEntryLeftOut(entry, release))
      .map(({ kind, branchId }) => address(kind, branchId)),
  );
  const known = new Set(ledger.map(({ kind, branchId }) => address(kind, branchId)));
  const sent = new Map(
    ledger
      .filter(({ branchId }) => branchId === notSeen)
      .map(({ kind, ref, beside }) => [`${kind} ${ref}`, beside ?? null]),
  );
  const { unmanaged } = branch;
  const anyway = new Set(createAnyway.map(({ kind, key }) => address(kind, key)));
  const shelves = groupBy(branch.objects, (object) => `${object.kind} ${object.within}`);
  const siblings = groupBy(release.objects, (object) => `${object.kind} ${object.within}`);
  for (const [shelf, wanted] of siblings) {
    const first = wanted[0];
    if (!first) continue;
    const parent = parentOf(first, matches);
    const existing = typeof parent === 'string' ? (shelves.get(`${first.kind} ${parent}`) ?? []) : [];
    if (typeof parent !== 'string') {
      for (const object of siblings.get(shelf) ?? [])
        matches.set(
          address(object.kind, object.key),
          inBlockedParent(object, parent, { matches, shelves, remembered }),
        );
      continue;
    }
    for (const [key, match] of matchSiblings(wanted, existing, {
      ...{ remembered, claimed, known, sent, unmanaged, anyway },
    }))
      matches.set(key, match);
  }
  return matches;
}

/** Release keys of what is matched, by the address of the branch object. */
export function keysOf(matches: ReadonlyMap<string, Match>): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  for (const [key, match] of matches)
    if (match.state === 'matched')
      keys.set(address(match.observed.kind, match.observed.id), key.slice(key.indexOf(' ') + 1));
  return keys;
}

interface Memory {
  readonly remembered: ReadonlyMap<string, string>;
  readonly claimed: ReadonlySet<string>;
  /** Everything in the ledger, of this release and of others. */
  readonly known: ReadonlySet<string>;
  /** What calls without an answer may have made, with the ids of what was beside it before; null where those are unknown. */
  readonly sent: ReadonlyMap<string, readonly string[] | null>;
  readonly unmanaged: AccountState['unmanaged'];
  /** Addresses of objects that are created even beside one of nearly the same name. */
  readonly anyway: ReadonlySet<string>;
}

/** Id of the parent's counterpart, or what its children are when it has none. */
function parentOf(object: ConfigObject, matches: ReadonlyMap<string, Match>): string | Match {
  const parent = kindOf(object.kind).parent;
  if (!parent) return object.within;
  const match = matches.get(address(parent, object.within));
  if (match?.state === 'matched') return match.observed.id;
  if (match?.state === 'new') return { state: 'new' };
  return { state: 'blocked', reason: { code: 'parent-blocked', facts: {} } };
}

/** Children of an archived pipeline are known too, so that a field that names one of them is no difference. */
function inBlockedParent(
  object: ConfigObject,
  state: Match,
  {
    matches,
    shelves,
    remembered,
  }: Pick<Memory, 'remembered'> & {
    matches: ReadonlyMap<string, Match>;
    shelves: ReadonlyMap<string, readonly Observed[]>;
  },
): Match {
  const parent = matches.get(address(kindOf(object.kind).parent ?? object.kind, object.within));
  if (state.state !== 'blocked' || parent?.state !== 'blocked' || !parent.observed) return state;
  const id = remembered.get(`${object.kind} ${object.ref}`);
  const observed = (shelves.get(`${object.kind} ${parent.observed.id}`) ?? []).find((item) =>
    object.fixed === undefined ? item.id === id : item.fixed === object.fixed,
  );
  return observed ? { ...state, observed } : state;
}

function matchSiblings(
  wanted: readonly ConfigObject[],
  existing: readonly Observed[],
  { remembered, claimed, known: managed, sent, unmanaged, anyway }: Memory,
): ReadonlyMap<string, Match> {
  const result = new Map<string, Match>();
  const set = (object: ConfigObject, match: Match) => result.set(address(object.kind, object.key), match);
  const open = wanted.filter((object) => {
    const id = remembered.get(`${object.kind} ${object.ref}`);
    const known = existing.find((item) => item.id === id);
    const fixed =
      object.fixed === undefined ? undefined : existing.find((item) => item.fixed === object.fixed);
    if (known)
      set(
        object,
        archived(known) ??
          sameTypeAsOurs(object, known) ?? { state: 'matched', observed: known, by: 'ledger' },
      );
    else if (fixed) set(object, { state: 'matched', observed: fixed, by: 'fixed' });
    return !known && !fixed;
  });
  const free = existing.filter(
    (item) =>
      item.fixed === undefined &&
      !claimed.has(address(item.kind, item.id)) &&
      item.attributes.archived !== true,
  );
  const isManaged = (item: Observed) => managed.has(address(item.kind, item.id));
  const byCode = new Set<Observed>();
  const nameless = open.filter((object) => {
    const { code } = object.attributes;
    const builtIn = builtInWith(object, unmanaged);
    if (builtIn) return (set(object, blocked('code-built-in', builtIn)), false);
    const holder =
      typeof code === 'string' ? existing.find((item) => item.attributes.code === code) : undefined;
    if (!holder) return true;
    if (free.includes(holder)) byCode.add(holder);
    const ours = isManaged(holder) ? sameTypeAsOurs(object, holder) : null;
    set(
      object,
      free.includes(holder)
        ? (ours ?? agreeing(object, holder, 'code'))
        : blocked('code-taken', {
            ...{ code: textOf(code), name: textOf(holder.attributes.name), ids: holder.id },
          }),
    );
    return false;
  });
  const isOpen = (item: Observed) =>
    !byCode.has(item) && !wanted.some(({ attributes }) => attributes.name === item.attributes.name);
  /** The question about what has come beside an object since a call may have made it: one of them may be that object. */
  const madeOf = (object: ConfigObject): Match | null => {
    const beside = sent.get(`${object.kind} ${object.ref}`);
    if (!beside || anyway.has(address(object.kind, object.key))) return null;
    const come = existing.filter(
      (item) =>
        item.fixed === undefined &&
        !beside.includes(item.id) &&
        !claimed.has(address(item.kind, item.id)) &&
        !isManaged(item) &&
        (isOpen(item) || item.attributes.archived === true) &&
        sameType(object, item) === null,
    );
    return come.length === 0 ? null : blocked('maybe-made', named(come));
  };
  // What another release brought under such a name with another type is no question: HQ replaced it.
  const isReplaced = (object: ConfigObject, item: Observed) =>
    sameType(object, item) !== null && isManaged(item);
  /** The question about an existing object of nearly the same name, the branch's own or of another release. */
  const twinOf = (object: ConfigObject): Match | null => {
    if (anyway.has(address(object.kind, object.key))) return null;
    const name = textOf(object.attributes.name);
    const twins = free.filter(
      (item) => isOpen(item) && !isReplaced(object, item) && isNearTwin(name, textOf(item.attributes.name)),
    );
    return twins.length === 0 ? null : blocked('near-twin', named(twins));
  };
  for (const [name, sharers] of groupBy(nameless, (object) => textOf(object.attributes.name))) {
    const namesakes = free.filter((item) => item.attributes.name === name && !byCode.has(item));
    const candidatesOf = (object: ConfigObject) => namesakes.filter((item) => !isReplaced(object, item));
    for (const object of sharers) {
      const candidates = candidatesOf(object);
      const [only] = candidates;
      const rivals = sharers.filter((other) => only !== undefined && candidatesOf(other).includes(only));
      if (!only) set(object, madeOf(object) ?? twinOf(object) ?? { state: 'new' });
      else if (candidates.length > 1 || rivals.length > 1)
        set(object, blocked('ambiguous-name', { name, ids: candidates.map((item) => item.id).join(', ') }));
      else set(object, agreeing(object, only, 'name'));
    }
  }
  return result;
}

/** Objects of the branch as a question names them. */
const named = (items: readonly Observed[]): Reason['facts'] => ({
  names: items.map(({ attributes }) => `«${textOf(attributes.name)}»`).join(', '),
  ids: items.map(({ id }) => id).join(', '),
});

/** The unmanaged field that has this field's code. Codes are unique per entity type (sheet 4.2). */
export function builtInWith(
  { kind, within, attributes: { code } }: Pick<ConfigObject, 'kind' | 'within' | 'attributes'>,
  unmanaged: AccountState['unmanaged'],
): Reason['facts'] | null {
  if (typeof code !== 'string') return null;
  const holder = unmanaged.find(
    (other) => other.kind === kind && other.within === within && other.code === code,
  );
  return holder ? { code, name: holder.name } : null;
}

/** An adoption is refused where it would change what a type or a code means to the branch's own integrations. */
function agreeing(object: ConfigObject, observed: Observed, by: 'code' | 'name'): Match {
  const [wanted, found] = [object.attributes.code, observed.attributes.code];
  if (wanted !== undefined && found !== undefined && wanted !== found)
    return blocked('code-differs', { wanted: textOf(wanted), found: textOf(found), ids: observed.id });
  return sameType(object, observed) ?? { state: 'matched', observed, by };
}

/** A type never changes (sheet 4.2); and a field of another type would be another field. */
function sameType({ attributes: wanted }: ConfigObject, { attributes: found }: Observed): Match | null {
  if (wanted.type === found.type) return null;
  return blocked('type-differs', { wanted: textOf(wanted.type), found: textOf(found.type) });
}

/**
 * As `sameType` where an earlier release brought the field: HQ has replaced it under the same code. Until that is another one,
 * the new field cannot be made beside it.
 */
function sameTypeAsOurs(object: ConfigObject, observed: Observed): Match | null {
  const { name, type } = observed.attributes;
  if (sameType(object, observed) === null) return null;
  return blocked('type-replaced', {
    ...{ name: textOf(name), found: textOf(type), wanted: textOf(object.attributes.type) },
  });
}

/** The API restores nothing from the archive (sheet 3.2), and archived objects are not written. */
function archived(observed: Observed): Match | null {
  if (observed.attributes.archived !== true) return null;
  return { state: 'blocked', reason: { code: 'archived', facts: {} }, observed };
}

function blocked(code: Reason['code'], facts: Reason['facts']): Match {
  return { state: 'blocked', reason: { code, facts } };
}

/** Groups in order of first appearance. */
export function groupBy<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
