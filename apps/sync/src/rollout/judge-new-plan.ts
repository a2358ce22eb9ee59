import { message, type Message } from '@hub/messages';
import { whyStale } from '../plan-run/compare-plans.js';
import type { PlanRun } from '../plan-run/plan-run.entity.js';

/** Whether a plan that was made after the rollout's approval may be carried out without a person. */
export type NewPlan = { readonly isCovered: true } | { readonly isCovered: false; readonly reason: Message };

/**
 * With an approved plan of the account: when the new one does at most what that one says, as an interrupted apply may.
 * Without one (it could not be planned in time): when it says the same as approved plans of other accounts, deletes
 * nothing and the safety check lets it pass.
 */
export function judgeNewPlan(
  made: Pick<PlanRun, 'plan' | 'listed'> & { content: string },
  approved: Pick<PlanRun, 'plan' | 'outcomes' | 'forcedBy'> | null,
  approvedContents: ReadonlySet<string>,
): NewPlan {
  if (approved === null) {
    const isHarmless = made.plan.counts.delete === 0 && made.listed?.objections.length === 0;
    if (isHarmless && approvedContents.has(made.content)) return { isCovered: true };
    return { isCovered: false, reason: message('rollouts.came-late') };
  }
  const progress = { ...approved, hasBegun: true };
  if (whyStale(made.plan, approved.plan, progress) === null) return { isCovered: true };
  return { isCovered: false, reason: message('rollouts.exceeds-approval') };
}
