import type { Guard } from '../kind/kind.js';
import type { Attributes, KindName } from '../kind/kind-name.js';
import { kindOf } from '../kind/kinds.js';
import { address } from '../kind/placeholder.js';
import { notSeen, type LedgerEntry } from './ledger.js';
import type { Plan, RiskCode } from './plan.js';
import { isCounted } from './touched.js';

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
      .filter(({ code, count }) => count === null && isCounted(kind, code))
      .flatMap(({ code: risk }) =>
        branchId === null ? [] : [{ risk, kind, branchId, address: countAddress(risk, kind, branchId) }],
      ),
  );
}

/** All that may be counted on cards of what the hub manages in an account, so that one walk serves every later plan. */
export function countableIn(ledger: readonly LedgerEntry[]): readonly CountNeeded[] {
  return ledger.flatMap(({ kind, branchId }) => {
    const { live } = kindOf(kind);
    if (!live || branchId === notSeen) return [];
    return [{ risk: live.risk, kind, branchId, address: countAddress(live.risk, kind, branchId) }];
  });
}

/** Under which key a count goes. A kind may have two: what is on cards, and what waits behind its switch. */
export function countAddress(risk: RiskCode, kind: KindName, branchId: string): string {
  return kindOf(kind).guard?.risk === risk ? `waiting ${address(kind, branchId)}` : address(kind, branchId);
}

/** The switch of an object behind which something may wait now: it goes with the object. */
export function openGuard(kind: KindName, attributes: Attributes): Guard | null {
  const { guard } = kindOf(kind);
  return guard && attributes[guard.attribute] !== guard.value ? guard : null;
}
