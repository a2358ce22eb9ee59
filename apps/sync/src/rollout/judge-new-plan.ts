import { message, type Message } from '@hub/messages';
import type { Outcomes } from '../apply/outcomes.js';
import { whyStale } from '../plan-run/compare-plans.js';
import type { PlanRun } from '../plan-run/plan-run.entity.js';

/** Whether a plan that was made after the rollout's approval may be carried out without a person. */
export type NewPlan = { readonly isCovered: true } | { readonly isCovered: false; readonly reason: Message };

/** What is known of the account and the rollout since the approval. */
export interface SinceApproval {
  /** Contents of the approved plans of all accounts. */
  readonly approvedContents: ReadonlySet<string>;
  /** What became of the changes in all plans that the rollout made for the account since. */
  readonly outcomes: Outcomes;
  /** Whether a plan of another release that no rollout made was approved or begun in the account since. */
  readonly isPlannedByPeople: boolean;
}

/**
 * A later decision of people about the account (a plan of another release that no rollout made) is never undone unasked,
 * whatever was approved before. Else, with an approved plan of the account: when the new one does at most what that one
 * says, as an interrupted apply may. Without one (it could not be planned in time): when it says the same as approved plans of other accounts, deletes
 * nothing and the safety check lets it pass.
 */
export function judgeNewPlan(
  made: Pick<PlanRun, 'plan' | 'listed'> & { content: string },
  approved: Pick<PlanRun, 'plan' | 'forcedBy'> | null,
  { approvedContents, outcomes, isPlannedByPeople }: SinceApproval,
): NewPlan {
  if (isPlannedByPeople) return { isCovered: false, reason: message('rollouts.planned-by-people') };
  if (approved === null) {
    const isHarmless = made.plan.counts.delete === 0 && made.listed?.objections.length === 0;
    if (isHarmless && approvedContents.has(made.content)) return { isCovered: true };
    return { isCovered: false, reason: message('rollouts.came-late') };
  }
  const progress = { ...approved, outcomes, hasBegun: true };
  if (whyStale(made.plan, approved.plan, progress) === null) return { isCovered: true };
  return { isCovered: false, reason: message('rollouts.exceeds-approval') };
}
