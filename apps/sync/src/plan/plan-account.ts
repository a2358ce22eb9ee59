import { checksum, configurationChecksum } from '../configuration/configuration.js';
import type { Observed } from '../kind/kind.js';
import { kindOf, levelOf } from '../kind/kinds.js';
import { address } from '../kind/placeholder.js';
import { blockCreations } from './block-creations.js';
import { withCounterparts } from './exceptions.js';
import { matchObjects, type Match } from './match-objects.js';
import { markVanished } from './mark-whole-kinds.js';
import type { PlanInput } from './plan-input.js';
import { planDeletions } from './plan-deletions.js';
import { planWanted } from './plan-wanted.js';
import { isWritten, type Action, type Change, type Counts, type Plan, type Reason } from './plan.js';

/**
 * All changes from a branch as it is now to the release, as a value. Performs no I/O and writes nothing; throws nothing
 * on bad branches: what cannot be done safely is in the plan as `blocked` or `manual`.
 */
export function planAccount(given: PlanInput): Plan {
  const { release, branch, ledger, createAnyway } = given;
  const matched = matchObjects(release, branch, ledger, createAnyway);
  const input = { ...given, exceptions: withCounterparts(given, matched) };
  const matches = blockCreations(matched, input);
  const wanted = markVanished(planWanted(input, matches), input);
  const deletions = planDeletions(input, matches, wanted);
  const changes = [...wanted, ...deletions.changes].sort((a, b) => orderOfWork(a) - orderOfWork(b));
  const bodies = addressesWithBody(changes);
  const released = new Map(release.objects.map((object) => [address(object.kind, object.key), object]));
  const plan = {
    release: configurationChecksum(release),
    changes,
    counts: countsOf(changes, input),
    leftovers: deletions.leftovers,
    ...(deletions.released.length > 0 ? { released: deletions.released } : {}),
    ...(branch.unread.length > 0 ? { unread: branch.unread } : {}),
    ids: collect(matches.keys(), (key) => observedAt(matches, key)?.id),
    holds: collect(bodies, (key) => observedAt(matches, key)?.forWrites),
    wanted: collect(bodies, (key) => released.get(key)?.attributes),
  };
  return withChecksum(plan);
}

/** A plan under its checksum, which names exactly this one; one that it had does not count. */
export function withChecksum(plan: Omit<Plan, 'checksum'> & { checksum?: string }): Plan {
  return { ...plan, checksum: planChecksum(plan) };
}

/** Down the levels for everything but deletions, up for those; the list order of equals is kept. */
function orderOfWork(change: Change): number {
  const level = levelOf(change.kind);
  return change.action === 'delete' ? 1000 - level : level;
}

/** Objects whose present or whole state some call needs: changed ones, and parents that carry a child's write. */
function addressesWithBody(changes: readonly Change[]): ReadonlySet<string> {
  const written = changes.filter(isWritten);
  return new Set(
    written.flatMap(({ kind, key, within, action }) => {
      const { parent, effect } = kindOf(kind);
      const carrier = parent && effect.update === 'with-parent' ? [address(parent, within)] : [];
      return action === 'delete' || action === 'create' ? carrier : [address(kind, key), ...carrier];
    }),
  );
}

function observedAt(matches: ReadonlyMap<string, Match>, key: string): Observed | undefined {
  const match = matches.get(key);
  return match?.state === 'matched' ? match.observed : undefined;
}

function collect<T>(keys: Iterable<string>, valueOf: (key: string) => T | undefined): Record<string, T> {
  const pairs = [...keys].map((key) => [key, valueOf(key)] as const);
  return Object.fromEntries(
    pairs.filter((pair): pair is readonly [string, T] & [string, T] => pair[1] !== undefined),
  );
}

function countsOf(changes: readonly Change[], { branch, ledger }: PlanInput): Counts {
  const count = (action: Action) => changes.filter((change) => change.action === action).length;
  const known = new Set(ledger.map((entry) => address(entry.kind, entry.branchId)));
  const changeable = branch.objects.filter((object) => object.fixed === undefined);
  const managed = changeable.filter((object) => known.has(address(object.kind, object.id))).length;
  const adopted = changes.filter(
    ({ action, fixed, kind, branchId }) =>
      action === 'adopt' && fixed === null && !known.has(address(kind, branchId ?? '')),
  ).length;
  return {
    create: count('create'),
    update: count('update'),
    delete: count('delete'),
    adopt: count('adopt'),
    manual: count('manual'),
    blocked: count('blocked'),
    managed,
    own: changeable.length - managed - adopted,
  };
}

/** Live counts, and what else people add to their account all day, are not in it. */
function planChecksum({
  counts: _counts,
  checksum: _old,
  ...plan
}: Omit<Plan, 'checksum'> & { checksum?: string }): string {
  const withoutCount = ({ code, facts: { count: _count, ...facts } }: Reason) => ({ code, facts });
  const changes = plan.changes.map((change) => ({
    ...change,
    reason: change.reason && withoutCount(change.reason),
    risks: change.risks.map(({ code, by, name }) => ({ code, by: by ?? null, name: name ?? null })),
  }));
  return checksum({ ...plan, changes });
}
