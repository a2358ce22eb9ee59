import { isRunning, type PlanChange, type PlanSummary, type PlanView } from '@hub/contracts';
import { message, say } from '@hub/messages';
import { checkSafety } from '../plan/check-safety.js';
import { describeObjection } from '../plan/describe-objection.js';
import { describeExceptions } from '../exception/describe-exceptions.js';
import { describePlan } from '../plan/describe-plan.js';
import { isEmpty, isWritten, placeOf, type Change } from '../plan/plan.js';
import { missingOf } from './missing-of.js';
import type { PlanRun } from './plan-run.entity.js';

/** As many leftovers and missing objects a view names. */
const maxListed = 500;

/** A plan as REST shows it. */
export function planView(run: PlanRun): PlanView {
  const leftovers = run.plan.leftovers.slice(0, maxListed).map(({ within, ...leftover }) => {
    return { ...leftover, within: within ?? '' };
  });
  const missing = missingOf(run).slice(0, maxListed);
  const { exceptions = [], only } = run.options;
  const narrowed = only ? `${say(message('sync.narrowed', { count: only.length }), 'ru')}\n` : '';
  const text = `${narrowed}${describePlan(run.plan)}${describeExceptions(exceptions)}`;
  return { ...planSummary(run), text, leftovers, missing };
}

/** A plan as a list of plans shows it. */
export function planSummary(run: PlanRun): PlanSummary {
  const { plan, madeAt, changedAt } = run;
  const safety = checkSafety(plan);
  return {
    id: run.id,
    accountId: run.accountId,
    releaseId: run.releaseId,
    state: run.state,
    reason: run.order === null ? run.reason : waitingFor(run.order),
    checksum: plan.checksum,
    counts: plan.counts,
    isEmpty: isEmpty(plan) && plan.counts.blocked === 0,
    isComplete: missingOf(run).length === 0,
    narrowedTo: run.options.only?.length ?? null,
    objections: safety.verdict === 'safe' ? [] : safety.objections.map(describeObjection),
    callsPlanned: run.callsPlanned,
    callsDone: run.callsDone,
    approvedBy: run.approvedBy,
    forcedBy: run.forcedBy,
    madeAt: madeAt.toISOString(),
    changedAt: changedAt.toISOString(),
  };
}

/** Why a running plan will stop after the call it is in. */
export function waitingFor(order: NonNullable<PlanRun['order']>): string {
  return `${order} requested`;
}

/** One change as REST shows it. */
function changeView(change: Change, { state, outcomes }: Pick<PlanRun, 'state' | 'outcomes'>): PlanChange {
  const { action, kind, key, within, name, branchId, before, after, moved, migrateTo, reason, risks } =
    change;
  const outcome = outcomes[placeOf(change)];
  const open = !isWritten(change) ? null : isRunning(state) ? 'waiting' : 'left';
  return {
    action,
    kind,
    key,
    within,
    name,
    branchId,
    before,
    after,
    moved,
    migrateTo,
    reason: reason && { ...reason },
    risks: risks.map((risk) => ({ ...risk })),
    result: open === null ? null : (outcome?.result ?? open),
    detail: outcome?.result === 'refused' ? outcome.detail : null,
  };
}

/** Room that a page of changes may take: a reply is refused above 250 KB. */
const maxPageBytes = 200_000;

/** At most `limit` changes from a place on, fewer where they are long; `next` is null at the end. */
export function changesFrom(
  run: Pick<PlanRun, 'state' | 'outcomes' | 'plan'>,
  from: number,
  limit: number,
): { items: PlanChange[]; next: number | null } {
  const items: PlanChange[] = [];
  const { changes } = run.plan;
  let bytes = 0;
  for (const change of changes.slice(from, from + limit)) {
    const view = changeView(change, run);
    bytes += Buffer.byteLength(JSON.stringify(view));
    if (items.length > 0 && bytes > maxPageBytes) break;
    items.push(view);
  }
  const next = from + items.length;
  return { items, next: next < changes.length ? next : null };
}
