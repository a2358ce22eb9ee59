import type { KindName } from '../kind/kind.js';
import { address } from '../kind/placeholder.js';
import type { Plan, RiskCode } from './plan.js';

export interface CountNeeded {
  /** What is counted: `deals-in-stage`, `deals-in-pipeline`, `cards-with-value`, or the requests of `unsorted-off`. */
  readonly risk: RiskCode;
  readonly kind: KindName;
  readonly branchId: string;
  /** Key under which the count goes into `PlanInput.liveCounts`. */
  readonly address: string;
}

/** What to count before the plan can be trusted: what it would remove, rename or switch off, and nothing else. */
export function liveCountsNeeded(plan: Plan): readonly CountNeeded[] {
  return plan.changes.flatMap(({ kind, branchId, risks }) =>
    risks
      .filter(({ code, count }) => count === null && countable.has(code))
      .flatMap(({ code: risk }) =>
        branchId === null ? [] : [{ risk, kind, branchId, address: countAddress(risk, kind, branchId) }],
      ),
  );
}

/** Under which key a count goes. A pipeline has two: its deals, and the requests among its incoming leads. */
export function countAddress(risk: RiskCode, kind: KindName, branchId: string): string {
  return risk === 'unsorted-off' ? `unsorted ${branchId}` : address(kind, branchId);
}

const countable: ReadonlySet<RiskCode> = new Set([
  'deals-in-stage',
  'deals-in-pipeline',
  'cards-with-value',
  'unsorted-off',
]);
