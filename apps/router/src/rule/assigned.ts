import { spoken } from '../region/read-place.js';
import type { StepRule } from './routing-rule.js';

/**
 * What an operator has said about the lead takes precedence over everything in it. Once the branch has got the lead,
 * what a person writes into «Филиал» is newer and takes precedence.
 */
export const assigned: StepRule = {
  name: 'assigned',
  words: { operator: 'routing.operator' },
  judge({ lead: { word, branchName }, branches }) {
    if (!word) return null;
    if (word.kind === 'assign' && word.isDone && spoken(branchName) !== null) return null;
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
