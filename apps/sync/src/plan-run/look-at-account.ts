import type { AmoClient } from '@hub/amocrm';
import { normaliseSnapshot } from '../configuration/normalise-snapshot.js';
import type { RawSnapshot } from '../configuration/raw-snapshot.js';
import { countableIn, liveCountsNeeded, type CountNeeded } from '../plan/live-counts-needed.js';
import { allBut, removingOnly, withNeeded, type Chosen } from '../plan/narrow.js';
import { planAccount } from '../plan/plan-account.js';
import type { PlanInput } from '../plan/plan-input.js';
import { needsUses } from '../plan/uses.js';
import type { Plan } from '../plan/plan.js';
import { isComplete, listAddress, type Scope } from '../snapshot/lists.js';
import { LiveCounter } from '../snapshot/live-counter.js';
import { readAgain, readMissing, readSnapshot, withNamers } from '../snapshot/read-snapshot.js';
import { both, detailsOfPlan, goingKinds, listsNaming, listsOfPlan, scopeOf } from './look-scope.js';
import type { PlanBasis } from './plan-basis.js';

/** An account as it stands, and the plan that follows from it. */
export interface Look {
  readonly snapshot: RawSnapshot;
  readonly plan: Plan;
  /** What the plan was made from besides: counts, and what the hub's settings name. */
  readonly found: Pick<PlanInput, 'liveCounts' | 'uses'>;
  /** What is to be counted on cards before the plan can be trusted. */
  readonly toCount: readonly CountNeeded[];
  /** Counts cards, going on from what was counted before. */
  readonly counter: LiveCounter;
}

/**
 * Reads what of an account the release and the ledger are about, and plans its way to the release. Deals and cards that
 * the plan would touch are named and not counted. Reads who else names an object only where it would remove some; what
 * the hub's own settings name also where it would rename.
 */
export async function lookAtAccount(amo: AmoClient, basis: PlanBasis): Promise<Look> {
  return lookFrom(amo, basis, await readSnapshot(amo, scopeOf(basis)));
}

/** The look that was kept of an account, without another reading of its lists. */
export function lookKept(amo: AmoClient, basis: PlanBasis, snapshot: RawSnapshot): Promise<Look> {
  return lookFrom(amo, basis, snapshot);
}

/**
 * The look right before an approved plan is carried out, or goes on: of what was seen when it was made, the lists that it
 * depends on are read again, and of the cards counted today what was written since. Without anything seen all is read.
 */
export async function lookAgain(
  amo: AmoClient,
  basis: PlanBasis,
  { seen, approved }: { seen: { snapshot: RawSnapshot } | null; approved: Plan },
): Promise<Look> {
  if (!seen || !isComplete(seen.snapshot)) return counted(await lookAtAccount(amo, basis), basis);
  const scope = scopeOf(basis);
  const kept = await readMissing(amo, seen.snapshot, scope);
  const wants = both(scope.wants, detailsOfPlan(approved));
  return counted(await lookFrom(amo, basis, await readAgain(amo, kept, listsOfPlan(approved), wants)), basis);
}

/** The same look with all counted that the plan would touch; walks over cards that nobody has counted today. */
export async function counted(look: Look, basis: PlanBasis): Promise<Look> {
  if (look.toCount.length === 0) return look;
  return withCounts(look, await look.counter.count(look.toCount), basis);
}

/**
 * As `counted`, for a new plan: cards that were deleted since an earlier plan counted them are left out where they can be
 * asked for. Null where counting takes more than so many pages.
 */
export async function countedWithin(look: Look, basis: PlanBasis, pages: number): Promise<Look | null> {
  if (look.toCount.length === 0) return look;
  const counts = await look.counter.countForPlan(look.toCount, pages);
  return counts && withCounts(look, counts, basis);
}

/** As `countedWithin`, however many pages that takes. */
export async function countedForPlan(look: Look, basis: PlanBasis): Promise<Look> {
  return (await countedWithin(look, basis, Infinity)) ?? look;
}

function withCounts(look: Look, counts: Readonly<Record<string, number>>, basis: PlanBasis): Look {
  const { found } = look;
  return planAgain({ ...look, found: { ...found, liveCounts: { ...found.liveCounts, ...counts } } }, basis);
}

/**
 * The same look with all cards walked of which any were counted: exact also where cards were deleted since. Without any
 * it is exact already.
 */
export async function recounted(look: Look, basis: PlanBasis): Promise<Look> {
  const { snapshot, counter, found } = look;
  const { liveCounts = {} } = found;
  const touched = liveCountsNeeded(planFor(snapshot, basis)).filter(
    ({ address }) => (liveCounts[address] ?? 0) > 0,
  );
  return touched.length === 0 ? look : withCounts(look, await counter.recount(touched), basis);
}

/** What the same look makes of other options. No call is made. */
export function planAgain(look: Look, basis: PlanBasis): Look {
  return { ...look, plan: planAs(basis, { ...inputFor(look.snapshot, basis), ...look.found }) };
}

async function lookFrom(amo: AmoClient, basis: PlanBasis, read: RawSnapshot): Promise<Look> {
  const first = planFor(read, basis);
  const toCount = liveCountsNeeded(first);
  const tallies = toCount.length > 0 ? await basis.tallies() : {};
  const counter = new LiveCounter(amo, tallies, countableIn(basis.ledger));
  const uses = needsUses(first) ? await basis.uses() : [];
  const snapshot = await withWhatNames(amo, read, basis, first);
  const look = { snapshot, plan: first, found: { uses }, toCount, counter };
  return snapshot === read && uses.length === 0 ? look : planAgain(look, basis);
}

/** The snapshot with all that may name what the plan would remove. */
async function withWhatNames(
  amo: AmoClient,
  snapshot: RawSnapshot,
  basis: PlanBasis,
  plan: Plan,
): Promise<RawSnapshot> {
  const going = goingKinds(plan);
  if (going.size === 0) return snapshot;
  const naming = new Set(listsNaming(going).map(listAddress));
  const { wants } = scopeOf(basis);
  const scope: Scope = { includes: (name) => naming.has(listAddress(name)), wants };
  return withNamers(amo, await readMissing(amo, snapshot, scope), going);
}

/** The plan for a snapshot that is at hand already: what remains to be done. No call is made. */
export function planFor(snapshot: RawSnapshot, basis: PlanBasis): Plan {
  return planAs(basis, inputFor(snapshot, basis));
}

function planAs({ options: { only } }: PlanBasis, input: PlanInput): Plan {
  const plan = planAccount(input);
  return only ? removingOnly(plan, only) : plan;
}

/** The objects that a narrowed plan is about, with what they cannot come without; undefined for a plan of everything. */
export function narrowedTo(snapshot: RawSnapshot, basis: PlanBasis): readonly Chosen[] | undefined {
  const { only } = basis.options;
  return only && withNeeded(only, basis.configuration, planAccount(wholeInput(snapshot, basis)));
}

function inputFor(snapshot: RawSnapshot, basis: PlanBasis): PlanInput {
  const input = wholeInput(snapshot, basis);
  const { options, configuration, exceptions } = basis;
  if (!options.only) return input;
  const whole = planAccount(input);
  const only = withNeeded(options.only, configuration, whole);
  return { ...input, exceptions: [...exceptions, ...allBut(only, configuration, whole)] };
}

function wholeInput(
  snapshot: RawSnapshot,
  { configuration, ledger, options: { only: _only, ...options }, exceptions }: PlanBasis,
): PlanInput {
  return { release: configuration, branch: normaliseSnapshot(snapshot), ledger, ...options, exceptions };
}
