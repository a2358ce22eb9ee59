import { checkSafety } from '../plan/check-safety.js';
import { describeObjection } from '../plan/describe-objection.js';
import { isEmpty, type Plan } from '../plan/plan.js';
import { touchedBy } from '../plan/touched.js';
import type { ListedPlan } from './plan-run.entity.js';

/** A row of a list stays short. */
const maxTouched = 100;

/** What lists show of a plan. */
export function listedPlan(plan: Plan): ListedPlan {
  const safety = checkSafety(plan);
  return {
    checksum: plan.checksum,
    counts: plan.counts,
    isEmpty: isEmpty(plan) && plan.counts.blocked === 0,
    objections: safety.verdict === 'safe' ? [] : safety.objections.map(describeObjection),
    touched: touchedBy(plan).slice(0, maxTouched),
  };
}
