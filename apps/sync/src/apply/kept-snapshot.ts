import { isEmpty } from '../plan/plan.js';
import type { PlanRun, Seen } from '../plan-run/plan-run.entity.js';

/** How long the reading of a plan that has nothing to do is taken for the account as it is. */
const emptyKeptMs = 10 * 60_000;

/**
 * The stored snapshot from which an approved plan may go on: only the lists that it depends on are read again. A plan that
 * has nothing to do depends on all of them, so after a while there is none, and all is read.
 */
export function keptSnapshot(
  seen: Seen | null,
  { plan, madeAt }: Pick<PlanRun, 'plan' | 'madeAt'>,
  now: Date,
): Seen | null {
  return isEmpty(plan) && now.getTime() - madeAt.getTime() > emptyKeptMs ? null : seen;
}
