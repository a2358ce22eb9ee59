import type { StepRule } from './routing-rule.js';

/** Where nobody can take the lead, the fallback branch does, unless the lead is bound to its branch or waits for it. */
export const fallback: StepRule = {
  name: 'fallback',
  words: { fallback: 'routing.fallback' },
  judge({ candidates, isBound, hindered, rules, branches, hindranceOf }) {
    if (candidates === null || candidates.length > 0 || isBound) return null;
    if (hindered.some(({ waits }) => waits === 'rather')) return null;
    const branch = branches.find(({ id }) => id === rules.fallbackBranchId);
    if (!branch || hindered.some(({ reason }) => reason.branchId === branch.id)) return null;
    const hindrance = hindranceOf(branch);
    if (hindrance) return { notTaken: [hindrance.reason] };
    return {
      reasons: [{ check: 'fallback', found: 'used', value: branch.name }],
      course: { candidates: [{ branch, weight: null }], territory: null },
    };
  },
};
