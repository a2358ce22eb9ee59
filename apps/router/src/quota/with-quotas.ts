import type { BranchFacts, QuotaFacts } from '../rule/facts.js';

/**
 * The known quotas, by branch. Null: the limits service did not answer. A branch that was not asked about is missing.
 */
export type Fullness = ReadonlyMap<string, QuotaFacts | null>;

/** The branches with what is known of their quotas. */
export function withQuotas(branches: readonly BranchFacts[], fullness: Fullness): BranchFacts[] {
  return branches.map((branch) => {
    const quota = fullness.get(branch.id);
    return quota === undefined ? branch : { ...branch, quota: quota && factsOf(quota) };
  });
}

/** What is known where nobody answers about these branches: what was known before, and that there was no answer. */
export function withoutAnswer(branchIds: readonly string[], fullness: Fullness): Fullness {
  return new Map([...branchIds.map((id) => [id, null] as const), ...fullness]);
}

function factsOf({ isFull, until }: QuotaFacts): QuotaFacts {
  return { isFull, until };
}
