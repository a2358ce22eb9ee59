import type { AmoClient } from '@hub/amocrm';
import { normaliseSnapshot } from '../configuration/normalise-snapshot.js';
import type { RawSnapshot } from '../configuration/raw-snapshot.js';
import { countableIn, liveCountsNeeded, type CountNeeded } from '../plan/live-counts-needed.js';
import { allBut, removingOnly, withNeeded, type Chosen } from '../plan/narrow.js';
import { planAccount } from '../plan/plan-account.js';
import type { PlanInput } from '../plan/plan-input.js';
import { needsUses, resolveUses } from '../plan/uses.js';
import type { Plan } from '../plan/plan.js';
import { isComplete, listAddress, type Scope } from '../snapshot/lists.js';
import { LiveCounter } from '../snapshot/live-counter.js';
import { readAgain, readMissing, readSnapshot, withNamers } from '../snapshot/read-snapshot.js';
import { both, detailsOfPlan, goingKinds, listsNaming, listsOfPlan, scopeOf } from './plan-scope.js';
import type { PlanSources } from './plan-sources.js';

/** The current snapshot of an account, and the plan that follows from it. */
export interface PlanDraft {
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
 * Reads what of an account the release and the ledger are about, and plans its changes to the release. Deals and cards
 * that the plan would touch are named and not counted. Reads who else names an object only where it would remove some;
 * what the hub's own settings name also where it would rename.
 */
export async function draftPlan(amo: AmoClient, sources: PlanSources): Promise<PlanDraft> {
  return draftFrom(amo, sources, await readSnapshot(amo, scopeOf(sources)));
}

/** The stored snapshot of an account, without another read of its lists. */
export function draftFromKept(
  amo: AmoClient,
  sources: PlanSources,
  snapshot: RawSnapshot,
): Promise<PlanDraft> {
  return draftFrom(amo, sources, snapshot);
}

/**
 * The fresh read right before an approved plan is applied or resumed. It reads again those lists of the stored snapshot
 * that the plan depends on, and of the cards counted today what was written since. Without a snapshot it reads all.
 */
export async function draftAgain(
  amo: AmoClient,
  sources: PlanSources,
  { seen, approved }: { seen: { snapshot: RawSnapshot } | null; approved: Plan },
): Promise<PlanDraft> {
  if (!seen || !isComplete(seen.snapshot)) return counted(await draftPlan(amo, sources), sources);
  const scope = scopeOf(sources);
  const kept = await readMissing(amo, seen.snapshot, scope);
  const wants = both(scope.wants, detailsOfPlan(approved));
  return counted(
    await draftFrom(amo, sources, await readAgain(amo, kept, listsOfPlan(approved), wants)),
    sources,
  );
}

/** The same snapshot with counts of all that the plan would touch; walks over cards that were not counted today. */
async function counted(draft: PlanDraft, sources: PlanSources): Promise<PlanDraft> {
  if (draft.toCount.length === 0) return draft;
  return withCounts(draft, await draft.counter.count(draft.toCount), sources);
}

/**
 * As `counted`, for a new plan: cards that were deleted since an earlier plan counted them are left out where they can be
 * asked for. Null where counting takes more than so many pages.
 */
export async function countedWithin(
  draft: PlanDraft,
  sources: PlanSources,
  pages: number,
): Promise<PlanDraft | null> {
  if (draft.toCount.length === 0) return draft;
  const counts = await draft.counter.countForPlan(draft.toCount, pages);
  return counts && withCounts(draft, counts, sources);
}

/** As `countedWithin`, however many pages that takes. */
export async function countedForPlan(draft: PlanDraft, sources: PlanSources): Promise<PlanDraft> {
  return (await countedWithin(draft, sources, Infinity)) ?? draft;
}

function withCounts(
  draft: PlanDraft,
  counts: Readonly<Record<string, number>>,
  sources: PlanSources,
): PlanDraft {
  const { found } = draft;
  return planAgain(
    { ...draft, found: { ...found, liveCounts: { ...found.liveCounts, ...counts } } },
    sources,
  );
}

/**
 * The same snapshot after a walk over all cards of which any were counted: exact also where cards were deleted since.
 * Without any it is exact already.
 */
export async function recounted(draft: PlanDraft, sources: PlanSources): Promise<PlanDraft> {
  const { snapshot, counter, found } = draft;
  const { liveCounts = {} } = found;
  const touched = liveCountsNeeded(planFor(snapshot, sources)).filter(
    ({ address }) => (liveCounts[address] ?? 0) > 0,
  );
  return touched.length === 0 ? draft : withCounts(draft, await counter.recount(touched), sources);
}

/** The plan that the same snapshot gives with other options. No call is made. */
export function planAgain(draft: PlanDraft, sources: PlanSources): PlanDraft {
  return { ...draft, plan: planAs(sources, { ...inputFor(draft.snapshot, sources), ...draft.found }) };
}

/** The plan of a draft as it were without exceptions that HQ has made since the approval; mostly there are none. */
export function withoutNewExceptions(draft: PlanDraft, sources: PlanSources): Plan {
  const { exceptions: approved = [] } = sources.options;
  const isSame = JSON.stringify(sources.exceptions) === JSON.stringify(approved);
  return isSame ? draft.plan : planAgain(draft, { ...sources, exceptions: approved }).plan;
}

async function draftFrom(amo: AmoClient, sources: PlanSources, read: RawSnapshot): Promise<PlanDraft> {
  const first = planFor(read, sources);
  const toCount = liveCountsNeeded(first);
  const tallies = toCount.length > 0 ? await sources.tallies() : {};
  const counter = new LiveCounter(amo, tallies, countableIn(sources.ledger));
  const uses = needsUses(first) ? resolveUses(await sources.uses(), normaliseSnapshot(read)) : [];
  const snapshot = await withWhatNames(amo, read, sources, first);
  const draft = { snapshot, plan: first, found: { uses }, toCount, counter };
  return snapshot === read && uses.length === 0 ? draft : planAgain(draft, sources);
}

/** The snapshot with all that may name what the plan would remove. */
async function withWhatNames(
  amo: AmoClient,
  snapshot: RawSnapshot,
  sources: PlanSources,
  plan: Plan,
): Promise<RawSnapshot> {
  const going = goingKinds(plan);
  if (going.size === 0) return snapshot;
  const naming = new Set(listsNaming(going).map(listAddress));
  const { wants } = scopeOf(sources);
  const scope: Scope = { includes: (name) => naming.has(listAddress(name)), wants };
  return withNamers(amo, await readMissing(amo, snapshot, scope), going);
}

/** The plan for a snapshot that was read already: what remains to be done. No call is made. */
export function planFor(snapshot: RawSnapshot, sources: PlanSources): Plan {
  return planAs(sources, inputFor(snapshot, sources));
}

function planAs({ options: { only } }: PlanSources, input: PlanInput): Plan {
  const plan = planAccount(input);
  return only ? removingOnly(plan, only) : plan;
}

/** The objects that a narrowed plan is about, with what they cannot come without; undefined for a plan of everything. */
export function narrowedTo(snapshot: RawSnapshot, sources: PlanSources): readonly Chosen[] | undefined {
  const { only } = sources.options;
  return only && withNeeded(only, sources.configuration, planAccount(wholeInput(snapshot, sources)));
}

function inputFor(snapshot: RawSnapshot, sources: PlanSources): PlanInput {
  const input = wholeInput(snapshot, sources);
  const { options, configuration, exceptions } = sources;
  if (!options.only) return input;
  const whole = planAccount(input);
  const only = withNeeded(options.only, configuration, whole);
  return { ...input, exceptions: [...exceptions, ...allBut(only, configuration, whole)] };
}

function wholeInput(
  snapshot: RawSnapshot,
  { configuration, ledger, options: { only: _only, ...options }, exceptions }: PlanSources,
): PlanInput {
  return { release: configuration, branch: normaliseSnapshot(snapshot), ledger, ...options, exceptions };
}
