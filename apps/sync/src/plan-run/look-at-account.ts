import type { AmoClient } from '@hub/amocrm';
import { textOf } from '../configuration/json.js';
import { normaliseSnapshot } from '../configuration/normalise-snapshot.js';
import type { RawSnapshot } from '../configuration/raw-snapshot.js';
import { liveCountsNeeded } from '../plan/live-counts-needed.js';
import { allBut, withNeeded, type Chosen } from '../plan/narrow.js';
import { planAccount, type PlanInput } from '../plan/plan-account.js';
import { needsUses } from '../plan/uses.js';
import type { Plan } from '../plan/plan.js';
import { countLive } from '../snapshot/count-live.js';
import { readRoles } from '../snapshot/read-roles.js';
import { readSnapshot, type WantsDescriptions } from '../snapshot/read-snapshot.js';
import type { PlanBasis } from './plan-basis.js';

/** An account as it stands, and the plan that follows from it. */
export interface Look {
  snapshot: RawSnapshot;
  plan: Plan;
}

/**
 * Reads an account and plans its way to the release. Counts deals and cards only where the plan would remove or rename,
 * and reads who else names an object only where it would remove some; what the hub's own settings name also where it
 * would rename.
 */
export async function lookAtAccount(amo: AmoClient, basis: PlanBasis): Promise<Look> {
  let snapshot = await readSnapshot(amo, descriptionsOfManaged(basis));
  const first = planFor(snapshot, basis);
  const needed = liveCountsNeeded(first);
  const removes = first.changes.some(({ action, before, after }) => {
    return action === 'delete' || (action === 'blocked' && before !== null && after === null);
  });
  const uses = needsUses(first) ? await basis.uses() : [];
  if (needed.length === 0 && !removes && uses.length === 0) return { snapshot, plan: first };
  if (removes) snapshot = { ...snapshot, roles: await readRoles(amo) };
  const liveCounts = await countLive(amo, needed);
  return { snapshot, plan: planAccount({ ...inputFor(snapshot, basis), liveCounts, uses }) };
}

/** The plan for a snapshot that is at hand already: what remains to be done. No call is made. */
export function planFor(snapshot: RawSnapshot, basis: PlanBasis): Plan {
  return planAccount(inputFor(snapshot, basis));
}

/** Descriptions cost a call per pipeline, so they are read where the release manages the pipeline or will adopt it. */
export function descriptionsOfManaged({
  configuration,
  ledger,
}: Pick<PlanBasis, 'configuration' | 'ledger'>): WantsDescriptions {
  const managed = new Set(ledger.filter(({ kind }) => kind === 'pipeline').map(({ branchId }) => branchId));
  const pipelines = configuration.objects.filter(({ kind }) => kind === 'pipeline');
  const named = new Set(pipelines.map(({ attributes }) => textOf(attributes.name)));
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
