import { kindOf } from '../kind/kinds.js';
import type { KindName } from '../kind/kind-name.js';
import { isRemoval, isWritten, type Change, type Plan, type RiskCode } from './plan.js';

/** What a change removes, renames or switches off although deals are in it, cards have it or requests wait in it. */
export interface Touched {
  readonly kind: KindName;
  readonly key: string;
  readonly name: string;
  /** What is counted. */
  readonly risk: RiskCode;
  /** Deals, cards or requests. */
  readonly count: number;
  /** Whether the change takes it away, or would if nothing blocked it. */
  readonly isRemoved: boolean;
  /** Whether the plan leaves the change out, so that it stays as it is. Missing in rows of older versions. */
  readonly isLeftOut?: boolean;
  /** Whether the removal waits until a stage is named for its deals. */
  readonly needsTarget: boolean;
  /** Key of the stage that takes the deals. */
  readonly migrateTo: string | null;
}

/** What of a plan touches deals, cards or requests, in the order of its changes; what was not counted is not in it. */
export function touchedBy({ changes }: Pick<Plan, 'changes'>): Touched[] {
  return changes.flatMap((change) =>
    change.risks.flatMap(({ code, count }): Touched[] => {
      if (!count || !isCounted(change.kind, code)) return [];
      const { kind, key, name, migrateTo, reason } = change;
      const needsTarget = reason?.code === 'needs-target';
      const [isRemoved, isLeftOut] = [isRemoval(change), !isWritten(change)];
      return [{ kind, key, name, risk: code, count, isRemoved, isLeftOut, needsTarget, migrateTo }];
    }),
  );
}

/** Whether a risk of a kind is counted in the account: what is on cards, or what waits behind its switch. */
export function isCounted(kind: KindName, code: RiskCode): boolean {
  const { live, guard } = kindOf(kind);
  return live?.risk === code || guard?.risk === code;
}

/** A plan that says the same with the sums of several accounts instead of its own counts. */
export function withSums(plan: Plan, sums: readonly Touched[]): Plan {
  const bySubject = new Map(sums.map((one) => [subjectOf(one), one.count]));
  const changes = plan.changes.map((change): Change => {
    const { kind, key, reason } = change;
    const sumOf = (risk: RiskCode) =>
      bySubject.get(subjectOf({ kind, key, risk, isLeftOut: !isWritten(change) }));
    const risks = change.risks.map((risk) => ({ ...risk, count: sumOf(risk.code) ?? risk.count }));
    const { live, guard } = kindOf(kind);
    const counted = guard?.reason === reason?.code ? guard?.risk : live?.risk;
    const count = counted && reason?.facts.count !== undefined ? sumOf(counted) : undefined;
    return {
      ...change,
      risks,
      reason: reason && count !== undefined ? { ...reason, facts: { ...reason.facts, count } } : reason,
    };
  });
  return { ...plan, changes };
}

/** What is the same in the plans of several accounts. */
export function subjectOf({
  kind,
  key,
  risk,
  isLeftOut = false,
}: Pick<Touched, 'kind' | 'key' | 'risk' | 'isLeftOut'>): string {
  return `${risk} ${kind} ${key} ${isLeftOut ? 'stays' : 'goes'}`;
}
