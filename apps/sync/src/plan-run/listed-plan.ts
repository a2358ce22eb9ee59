import { checksum } from '../configuration/configuration.js';
import { checkSafety } from '../plan/check-safety.js';
import { describeObjection } from '../plan/describe-objection.js';
import { isEmpty, placeOf, type Plan } from '../plan/plan.js';
import { touchedBy } from '../plan/touched.js';
import type { ListedPlan } from './plan-run.entity.js';

/** A row of a list stays short. */
const maxTouched = 100;

/** What lists show of a plan. */
export function listedPlan(plan: Plan): ListedPlan {
  const safety = checkSafety(plan);
  return {
    checksum: shownChecksum(plan),
    counts: plan.counts,
    isEmpty: isEmpty(plan) && plan.counts.blocked === 0,
    objections: safety.verdict === 'safe' ? [] : safety.objections.map(describeObjection),
    touched: touchedBy(plan).slice(0, maxTouched),
  };
}

/**
 * Over all that a person is shown of a plan and answers for: what it does, what it touches and how much of it, and the
 * objections to it. `Plan.checksum` leaves counts out, because an apply may go by less than was approved.
 */
export function shownChecksum(plan: Plan): string {
  const safety = checkSafety(plan);
  const stakes = plan.changes.map((change) => [
    placeOf(change),
    change.risks.map(({ code, count }) => [code, count]),
    change.reason?.facts.count ?? null,
  ]);
  const objections = safety.verdict === 'safe' ? [] : safety.objections.map((one) => ({ ...one }));
  return checksum({ plan: plan.checksum, stakes, objections });
}
