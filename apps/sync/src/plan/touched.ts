import { kindOf } from '../kind/kinds.js';
import type { KindName } from '../kind/kind-name.js';
import { isRemoval, type Change, type Plan, type RiskCode } from './plan.js';

/** What a change removes or renames although deals stand in it or cards hold it. */
export interface Touched {
  readonly kind: KindName;
  readonly key: string;
  readonly name: string;
  readonly risk: RiskCode;
  /** Deals or cards. */
  readonly count: number;
  readonly isRemoved: boolean;
  /** Whether the removal waits until a stage is named for its deals. */
  readonly needsTarget: boolean;
  /** Key of the stage that takes the deals. */
  readonly migrateTo: string | null;
}

/** What of a plan touches deals or cards, in the order of its changes; what was not counted is not in it. */
export function touchedBy({ changes }: Pick<Plan, 'changes'>): Touched[] {
  return changes.flatMap((change) =>
    change.risks.flatMap(({ code, count }): Touched[] => {
      if (!count || kindOf(change.kind).live?.risk !== code) return [];
      const { kind, key, name, migrateTo, reason } = change;
      const needsTarget = reason?.code === 'needs-target';
      return [{ kind, key, name, risk: code, count, isRemoved: isRemoval(change), needsTarget, migrateTo }];
    }),
  );
}

/** A plan that says the same with the sums of several accounts in the place of its own counts. */
export function withSums(plan: Plan, sums: readonly Touched[]): Plan {
  const bySubject = new Map(sums.map((one) => [subjectOf(one), one.count]));
  const changes = plan.changes.map((change): Change => {
    const { kind, key, reason } = change;
    const sumOf = (risk: RiskCode) => bySubject.get(subjectOf({ kind, key, risk }));
    const risks = change.risks.map((risk) => ({ ...risk, count: sumOf(risk.code) ?? risk.count }));
    const { live } = kindOf(kind);
    const count = live && reason?.facts.count !== undefined ? sumOf(live.risk) : undefined;
    return {
      ...change,
      risks,
      reason: reason && count !== undefined ? { ...reason, facts: { ...reason.facts, count } } : reason,
    };
  });
  return { ...plan, changes };
}

/** What is the same in the plans of several accounts. */
export function subjectOf({ kind, key, risk }: Pick<Touched, 'kind' | 'key' | 'risk'>): string {
  return `${risk} ${kind} ${key}`;
}
