import type { StepRule } from './routing-rule.js';

/** What an operator has said about the lead counts before everything that stands in it. */
export const assigned: StepRule = {
  name: 'assigned',
  words: { operator: 'routing.operator' },
  judge({ lead: { word }, branches }) {
    if (!word) return null;
    if (word.kind === 'ignore')
      return {
        reasons: [{ check: 'operator', found: 'ignored', value: word.reason }],
        ends: { kind: 'ignore' },
      };
    const branch = branches.find(({ id }) => id === word.branchId);
    if (!branch)
      return {
        reasons: [{ check: 'operator', found: 'no-branch', value: word.by }],
        ends: { kind: 'manual' },
      };
    return {
      reasons: [{ check: 'operator', found: 'assigned', value: word.by }],
      course: { candidates: [{ branch, weight: null }], isBound: true },
    };
  },
};
