import type { AmoClient } from '@hub/amocrm';
import { textOf } from '../configuration/json.js';
import { normaliseSnapshot } from '../configuration/normalise-snapshot.js';
import type { RawSnapshot } from '../configuration/raw-snapshot.js';
import { liveCountsNeeded } from '../plan/live-counts-needed.js';
import { allBut, removingOnly, withNeeded, type Chosen } from '../plan/narrow.js';
import { planAccount, type PlanInput } from '../plan/plan-account.js';
import { needsUses } from '../plan/uses.js';
import { isRemoval, type Plan } from '../plan/plan.js';
import { countLive } from '../snapshot/count-live.js';
import { readSnapshot, withNamers } from '../snapshot/read-snapshot.js';
import type { WantsDetails } from '../kind/kind.js';
import { kinds } from '../kind/kinds.js';
import type { PlanBasis } from './plan-basis.js';
import type { PlanOptions } from './plan-run.entity.js';

/** An account as it stands, and the plan that follows from it. */
export interface Look {
  snapshot: RawSnapshot;
  plan: Plan;
  /** What the plan was made with: the targets of deals that were named by key are there by branch id. */
  options: PlanOptions;
}

/**
 * Reads an account and plans its way to the release. Counts deals and cards only where the plan would remove or rename,
 * and reads who else names an object only where it would remove some; what the hub's own settings name also where it
 * would rename.
 */
export async function lookAtAccount(amo: AmoClient, asked: PlanBasis): Promise<Look> {
  let snapshot = await readSnapshot(amo, detailsOfManaged(asked));
  const options = withTargets(asked.options, planFor(snapshot, asked));
  const basis = { ...asked, options };
  const first = planFor(snapshot, basis);
  const needed = liveCountsNeeded(first);
  const removes = first.changes.some(({ action, before, after }) => {
    return action === 'delete' || (action === 'blocked' && before !== null && after === null);
  });
  const uses = needsUses(first) ? await basis.uses() : [];
  if (needed.length === 0 && !removes && uses.length === 0) return { snapshot, plan: first, options };
  if (removes) snapshot = await withNamers(amo, snapshot);
  const liveCounts = await countLive(amo, needed);
  return { snapshot, plan: planAs(basis, { ...inputFor(snapshot, basis), liveCounts, uses }), options };
}

/** The options with the branch ids of what the plan removes, and which stage takes the deals there by the keys named. */
function withTargets(options: PlanOptions, { changes }: Plan): PlanOptions {
  const { dealTargets, migrationTargets } = options;
  if (!dealTargets) return options;
  const found = changes.flatMap((change) => {
    const to = isRemoval(change) ? dealTargets[change.key] : undefined;
    return to === undefined || change.branchId === null ? [] : [[change.branchId, to] as const];
  });
  return { ...options, migrationTargets: { ...Object.fromEntries(found), ...migrationTargets } };
}

/** The plan for a snapshot that is at hand already: what remains to be done. No call is made. */
export function planFor(snapshot: RawSnapshot, basis: PlanBasis): Plan {
  return planAs(basis, inputFor(snapshot, basis));
}

function planAs({ options: { only } }: PlanBasis, input: PlanInput): Plan {
  const plan = planAccount(input);
  return only ? removingOnly(plan, only) : plan;
}

/** Details of an object cost a call, so they are read where the release manages the object or will adopt it. */
export function detailsOfManaged({
  configuration,
  ledger,
}: Pick<PlanBasis, 'configuration' | 'ledger'>): WantsDetails {
  const detailed = new Set(kinds.filter(({ hasDetails }) => hasDetails).map(({ name }) => name));
  const managed = new Set(ledger.filter(({ kind }) => detailed.has(kind)).map(({ branchId }) => branchId));
  const wanted = configuration.objects.filter(({ kind }) => detailed.has(kind));
  const named = new Set(wanted.map(({ attributes }) => textOf(attributes.name)));
  return ({ id, name }) => managed.has(String(id)) || named.has(name);
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
