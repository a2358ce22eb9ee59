import type { Configuration } from '../configuration/configuration.js';
import { sameJson, textOf } from '../configuration/json.js';
import type { Attributes, KindName } from '../kind/kind-name.js';
import { kindOf } from '../kind/kinds.js';
import { address } from '../kind/placeholder.js';
import type { LedgerEntry } from '../plan/ledger.js';
import { groupBy } from '../plan/match-objects.js';
import { isDifferent, isRemoval, placeOf, type Change, type Plan, type Reason } from '../plan/plan.js';

/**
 * `vanished`: the account has no such object any more. `replaced`: another object is in its place. `changed`: it exists
 * and differs.
 */
export type Form = 'vanished' | 'replaced' | 'changed';

/** One managed object that is not as the release says. */
export interface Drift {
  readonly kind: KindName;
  readonly key: string;
  readonly ref: string;
  readonly within: string;
  readonly name: string;
  /** Name of what it is in; empty for what is in nothing. */
  readonly owner: string;
  readonly branchId: string | null;
  readonly form: Form;
  /** What differs: as it is now, and as the release says. Null for a vanished object. */
  readonly before: Attributes | null;
  readonly after: Attributes | null;
  readonly moved: boolean;
  /** Whether only a person can bring it back. */
  readonly isByHand: boolean;
  /** Why a plan would stop at it; null when nothing blocks it. */
  readonly reason: Reason | null;
}

interface DriftInput {
  readonly release: Configuration;
  readonly ledger: readonly LedgerEntry[];
  /** What the plan that brought the account there left undone. */
  readonly left: readonly Change[];
}

/**
 * What differs between an account and the release it was brought to, one entry per object in release order. `plan` is
 * the way back, made without pruning. Left out: what the hub never brought there, what was known to be open when the
 * release was applied, steps for a person, what merely waits for its parent, and places of objects that only make room
 * for one that vanished or was replaced. What every account has (final stages) came with the parent that holds it.
 */
export function findDrift(plan: Plan, { release, ledger, left }: DriftInput): Drift[] {
  const entries = new Set(ledger.map(({ kind, ref }) => address(kind, ref)));
  const refs = new Map(release.objects.map(({ kind, key, ref }) => [address(kind, key), address(kind, ref)]));
  const isBrought = ({ kind, ref, within, fixed }: Change): boolean => {
    const { parent } = kindOf(kind);
    const entry = fixed !== null && parent ? refs.get(address(parent, within)) : address(kind, ref);
    return entry !== undefined && entries.has(entry);
  };
  const undone = groupBy(left, placeOf);
  const names = new Map(
    release.objects.map(({ kind, key, attributes }) => [address(kind, key), textOf(attributes.name)]),
  );
  const isComing = ({ action }: Change) => action === 'create' || action === 'adopt';
  const refilled = new Set(plan.changes.filter(isComing).map(shelfOf));
  const withoutMoves = (change: Change) =>
    refilled.has(shelfOf(change)) ? { ...change, moved: false } : change;
  const drifted = plan.changes
    .map(withoutMoves)
    .filter(
      (change) =>
        (change.action !== 'update' || isDifferent(change)) &&
        !isRemoval(change) &&
        !isStep(change) &&
        isBrought(change) &&
        !(undone.get(placeOf(change)) ?? []).some((before) => isSame(before, change)),
    );
  return [...groupBy(drifted, placeOf).values()].map((changes) => driftOf(changes, names));
}

const shelfOf = ({ kind, within }: Change): string => `${kind} ${within}`;

/** Steps that a person has to confirm, and children of a parent that is a finding itself. */
function isStep({ reason }: Change): boolean {
  return reason !== null && ['by-hand', 'not-readable', 'parent-blocked'].includes(reason.code);
}

function isSame(one: Change, other: Change): boolean {
  return (
    one.action === other.action && sameJson(one.before, other.before) && sameJson(one.after, other.after)
  );
}

/** An object may have a step for a person beside its change. */
function driftOf(changes: readonly Change[], names: ReadonlyMap<string, string>): Drift {
  const [first] = changes as [Change];
  const { kind, key, ref, within, name, branchId } = first;
  const { parent } = kindOf(kind);
  const form = formOf(first);
  const merged = (side: 'before' | 'after'): Attributes | null =>
    form === 'vanished'
      ? null
      : Object.fromEntries(changes.flatMap((one) => Object.entries(one[side] ?? {})));
  return {
    ...{ kind, key, ref, within, name, branchId, form },
    owner: parent ? (names.get(address(parent, within)) ?? '') : '',
    before: merged('before'),
    after: merged('after'),
    moved: changes.some(({ moved }) => moved),
    isByHand: changes.every(({ action }) => action === 'manual'),
    reason: changes.find(({ action }) => action === 'blocked')?.reason ?? null,
  };
}

function formOf({ action, branchId }: Change): Form {
  if (action === 'adopt') return 'replaced';
  return branchId === null ? 'vanished' : 'changed';
}

/** What of the object differs, as an exception names it; empty for the whole object. */
export function attributesOf({ form, after, moved }: Pick<Drift, 'form' | 'after' | 'moved'>): string[] {
  if (form !== 'changed') return [];
  return [...Object.keys(after ?? {}), ...(moved ? ['order'] : [])];
}
