import type { NotTaken } from './facts.js';
import type { Candidate, StepRule } from './routing-rule.js';
import { pickWeighted } from './pick-weighted.js';

/**
 * Chooses among the branches of a shared territory: by weight, by round robin, or the branch with the fewest open
 * leads.
 */
export const strategy: StepRule = {
  name: 'strategy',
  words: { choice: 'routing.choice' },
  judge({ candidates, territory, lead, rules }) {
    if (!candidates || candidates.length < 2) return null;
    const current = candidates.find(({ branch }) => branch.id === lead.currentBranchId);
    if (current) return chosen(current, candidates, 'current');
    const by = rules.strategy ?? 'weighted';
    const near = by === 'least-open' ? leastLoaded(candidates) : candidates;
    const credits = territory?.credits ?? {};
    const taken = pickWeighted(
      near.map(({ branch, weight }) => ({ id: branch.id, weight: by === 'weighted' ? (weight ?? 1) : 1 })),
      credits,
    );
    const next = near.find(({ branch }) => branch.id === taken.id);
    if (!next) return null;
    const rotation = territory && { territory: territory.region, credits: { ...credits, ...taken.credits } };
    const finding = chosen(next, candidates, by);
    return { ...finding, course: { ...finding.course, rotation } };
  },
};

function chosen(next: Candidate, candidates: readonly Candidate[], by: string) {
  const others = candidates.filter((one) => one !== next);
  const notTaken: NotTaken[] = others.map(({ branch }) => ({
    ...{ check: 'choice', found: `not-${by}`, value: branch.name, branchId: branch.id },
  }));
  return {
    reasons: [{ check: 'choice', found: by, value: next.branch.name }],
    notTaken,
    course: { candidates: [next] },
  };
}

/** Those with fewest open leads for their weight. */
function leastLoaded(candidates: readonly Candidate[]): Candidate[] {
  const loadOf = ({ branch, weight }: Candidate) => (branch.openLeads ?? 0) / (weight ?? 1);
  const least = Math.min(...candidates.map(loadOf));
  return candidates.filter((one) => loadOf(one) === least);
}
