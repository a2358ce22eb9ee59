import type { QuotaFullness } from '@hub/contracts';
import type { BranchFacts } from '../rule/facts.js';

/** Which branches are full, by their ids; a branch without a quota is not there. Null: nobody has answered. */
export type Fullness = ReadonlyMap<string, Pick<QuotaFullness, 'isFull' | 'until'>> | null;

/** The branches with what is known of their quotas. */
export function withQuotas(branches: readonly BranchFacts[], fullness: Fullness): BranchFacts[] {
  return branches.map((branch) => {
    if (!fullness) return { ...branch, quota: null };
    const known = fullness.get(branch.id);
    return known ? { ...branch, quota: { isFull: known.isFull, until: known.until } } : branch;
  });
}
