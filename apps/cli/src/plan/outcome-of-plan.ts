import type { PlanSummary } from '@hub/contracts';
import type { Outcome } from '../exit-code.js';

/** How a plan that was only shown counts: blocked changes before all others. */
export function outcomeOfPlan({ counts, isEmpty }: Pick<PlanSummary, 'counts' | 'isEmpty'>): Outcome {
  if (counts.blocked > 0) return 'blocked';
  return isEmpty ? 'nothing' : 'changes';
}

/** What an apply came to, by the state the plan ended in. */
export function outcomeOfState(state: PlanSummary['state']): Outcome {
  if (state === 'applied') return 'done';
  return state === 'applied-in-part' ? 'blocked' : 'failed';
}
