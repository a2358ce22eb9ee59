import type { KindName } from '../kind/kind.js';
import { address } from '../kind/placeholder.js';
import type { Plan } from './plan.js';

export interface CountNeeded {
  readonly kind: KindName;
  readonly branchId: string;
  /** Key under which the count goes into `PlanInput.liveCounts`. */
  readonly address: string;
}

/** What to count before the plan can be trusted: objects it would remove or rename, and nothing else. */
export function liveCountsNeeded(plan: Plan): readonly CountNeeded[] {
  return plan.changes.flatMap((change) => {
    const open = change.risks.some((risk) => risk.count === null && countable.has(risk.code));
    if (!open || change.branchId === null) return [];
    return [{ kind: change.kind, branchId: change.branchId, address: address(change.kind, change.branchId) }];
  });
}

const countable: ReadonlySet<string> = new Set(['deals-in-stage', 'deals-in-pipeline', 'cards-with-value']);
