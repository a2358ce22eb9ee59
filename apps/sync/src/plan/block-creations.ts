import type { ConfigObject, Configuration } from '../configuration/configuration.js';
import type { AccountState } from '../configuration/normalise-snapshot.js';
import type { Attributes, KindName } from '../kind/kind-name.js';
import { kindOf } from '../kind/kinds.js';
import { address } from '../kind/placeholder.js';
import { isExcepted } from './exceptions.js';
import type { AllowedDifference } from './ledger.js';
import type { Match } from './match-objects.js';
import type { AccountLimits } from './plan-input.js';
import type { Reason, ReasonCode } from './plan.js';

/**
 * Blocks the creations that would exceed a limit (sheet 1.5), in release order, those that name something blocked, and
 * all that depends on them. Deletions come last in an apply, so they do not lower the count here.
 */
export function blockCreations(
  matches: ReadonlyMap<string, Match>,
  input: {
    readonly release: Configuration;
    readonly branch: AccountState;
    readonly limits?: AccountLimits;
    readonly exceptions?: readonly AllowedDifference[];
  },
): ReadonlyMap<string, Match> {
  const { release, branch, limits = {} } = input;
  const count = (kind: KindName, within?: string) =>
    [...branch.objects, ...branch.unmanaged].filter(
      (object) => object.kind === kind && (within === undefined || object.within === within),
    ).length;
  const fixedIn = (kind: KindName) => Object.keys(kindOf(kind).fixedIds ?? {}).length;
  const room = new Map<string, number>();
  const take = (shelf: string, free: number): boolean => {
    const left = (room.get(shelf) ?? free) - 1;
    room.set(shelf, left);
    return left >= 0;
  };
  const result = new Map(matches);
  const block = (key: string, code: ReasonCode, facts: Reason['facts']) =>
    result.set(key, { state: 'blocked', reason: { code, facts } });
  for (const object of release.objects) {
    const key = address(object.kind, object.key);
    if (result.get(key)?.state !== 'new') continue;
    const { parent } = kindOf(object.kind);
    const above = parent ? result.get(address(parent, object.within)) : undefined;
    const stuck = blockedReference(object, object.attributes, result) ?? hollowBy(object, input);
    // Because an exception keeps it out of the branch, nothing can name it either; what comes with its parent comes.
    if (object.fixed === undefined && isExcepted(object, input)) block(key, 'parent-blocked', {});
    else if (above?.state === 'blocked') block(key, 'parent-blocked', {});
    else if (stuck !== null) block(key, 'reference-blocked', { key: stuck });
    else if (object.fixed === undefined) {
      const { limit } = kindOf(object.kind);
      const most = limit && (limits[limit.option] ?? limit.usual);
      if (!limit || most === undefined) continue;
      const shelf = parent ? `${object.kind} ${object.within}` : object.kind;
      const isInNew = parent !== undefined && above?.state !== 'matched';
      const within = above?.state === 'matched' ? above.observed.id : undefined;
      const existing = isInNew ? fixedIn(object.kind) : count(object.kind, within);
      if (!take(shelf, most - existing - (limit.unseen ?? 0))) block(key, limit.reason, { limit: most });
    }
  }
  return result;
}

/**
 * Key of the first child of an object all of whose children are excepted, else null. amoCRM makes no pipeline without a
 * stage and no list without a value (sheet 3.4, 4.2), so such an object cannot be made.
 */
function hollowBy(
  object: Pick<ConfigObject, 'kind' | 'key'>,
  input: { readonly release: Configuration; readonly exceptions?: readonly AllowedDifference[] },
): string | null {
  if ((input.exceptions ?? []).length === 0) return null;
  const children = input.release.objects.filter(
    ({ kind, within, fixed }) =>
      kindOf(kind).parent === object.kind && within === object.key && fixed === undefined,
  );
  return children.every((child) => isExcepted(child, input)) ? (children[0]?.key ?? null) : null;
}

/** Key of the first blocked object that these attributes refer to; writing them would send an unknown id. */
export function blockedReference(
  object: Pick<ConfigObject, 'kind'>,
  written: Attributes,
  matches: ReadonlyMap<string, Match>,
): string | null {
  for (const [name, kind] of Object.entries(kindOf(object.kind).references)) {
    const value = written[name];
    const keys = typeof value === 'string' ? [value] : ((value ?? []) as readonly string[]);
    const stuck = keys.find((key) => matches.get(address(kind, key))?.state === 'blocked');
    if (stuck !== undefined) return stuck;
  }
  return null;
}
