import type { ConfigObject } from '../configuration/configuration.js';
import type { Attributes, KindName } from '../kind/kind-name.js';
import { kindOf } from '../kind/kinds.js';
import { address } from '../kind/placeholder.js';
import { exceptionsFor, isExcepted } from './exceptions.js';
import type { Match } from './match-objects.js';
import type { PlanInput } from './plan-input.js';
import type { Reason, ReasonCode } from './plan.js';

/**
 * Blocks the creations that would exceed a limit (sheet 1.5), in release order, those that name something blocked, and
 * all that depends on them. Deletions come last in an apply, so they do not lower the count here.
 */
export function blockCreations(
  matches: ReadonlyMap<string, Match>,
  input: Pick<PlanInput, 'release' | 'branch' | 'limits' | 'exceptions'>,
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
    const stuck = blockedReference(object, object.attributes, result, input) ?? hollowBy(object, input);
    // Because an exception keeps it out of the branch, nothing can name it either; what comes with its parent comes.
    if (object.fixed === undefined && isExcepted(object, input)) block(key, 'parent-blocked', {});
    else if (above?.state === 'blocked') block(key, 'parent-blocked', {});
    else if (stuck) block(key, stuck.code, stuck.facts);
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

type Excepting = Pick<PlanInput, 'release' | 'exceptions'>;

/**
 * Why an object cannot be made all of whose children are excepted; else null. amoCRM makes no pipeline without a stage and
 * no list without a value (sheet 3.4, 4.2).
 */
function hollowBy(object: Pick<ConfigObject, 'kind' | 'key'>, input: Excepting): Reason | null {
  if ((input.exceptions ?? []).length === 0) return null;
  const children = input.release.objects.filter(
    ({ kind, within, fixed }) =>
      kindOf(kind).parent === object.kind && within === object.key && fixed === undefined,
  );
  const [first] = children;
  return first && children.every((child) => isExcepted(child, input)) ? whyStuck(first, input) : null;
}

/**
 * Why these attributes cannot be written: the first blocked object that they refer to, whose id nobody knows; null when
 * there is none.
 */
export function blockedReference(
  object: Pick<ConfigObject, 'kind'>,
  written: Attributes,
  matches: ReadonlyMap<string, Match>,
  input: Excepting,
): Reason | null {
  for (const [name, kind] of Object.entries(kindOf(object.kind).references)) {
    const value = written[name];
    const keys = typeof value === 'string' ? [value] : ((value ?? []) as readonly string[]);
    const stuck = keys.find((key) => matches.get(address(kind, key))?.state === 'blocked');
    if (stuck === undefined) continue;
    const named = input.release.objects.find((one) => one.kind === kind && one.key === stuck);
    return whyStuck(named ?? { kind, key: stuck, within: '' }, input);
  }
  return null;
}

/** An object that an exception leaves to the branch has no question of its own, so the exception is the cause. */
function whyStuck(object: Pick<ConfigObject, 'kind' | 'key' | 'within'>, input: Excepting): Reason {
  const { key } = object;
  const allowed = exceptionsFor(object, input).find(({ isNarrowing }) => isNarrowing !== true);
  return allowed
    ? { code: 'reference-excepted', facts: { key, exception: `${allowed.kind}:${allowed.key}` } }
    : { code: 'reference-blocked', facts: { key } };
}
