import type { PlanChange, PlanView } from '@hub/contracts';
import { checkSafety } from '../plan/check-safety.js';
import { describeObjection } from '../plan/describe-objection.js';
import { describePlan } from '../plan/describe-plan.js';
import { isEmpty, type Change } from '../plan/plan.js';
import type { PlanRun } from './plan-run.entity.js';

/** A plan as REST shows it. */
export function planView(run: PlanRun): PlanView {
  const { plan, madeAt, changedAt } = run;
  const safety = checkSafety(plan);
  return {
    id: run.id,
    accountId: run.accountId,
    releaseId: run.releaseId,
    state: run.state,
    reason: run.order === null ? run.reason : `${run.order} requested`,
    checksum: plan.checksum,
    counts: plan.counts,
    isEmpty: isEmpty(plan),
    objections: safety.verdict === 'safe' ? [] : safety.objections.map(describeObjection),
    text: describePlan(plan),
    callsPlanned: run.callsPlanned,
    callsDone: run.callsDone,
    approvedBy: run.approvedBy,
    forcedBy: run.forcedBy,
    madeAt: madeAt.toISOString(),
    changedAt: changedAt.toISOString(),
  };
}

/** One change as REST shows it. */
export function changeView({
  action,
  kind,
  key,
  name,
  branchId,
  before,
  after,
  reason,
  risks,
}: Change): PlanChange {
  return {
    action,
    kind,
    key,
    name,
    branchId,
    before,
    after,
    reason: reason && { ...reason },
    risks: risks.map((risk) => ({ ...risk })),
  };
}
