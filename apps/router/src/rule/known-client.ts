import type { StepRule } from './routing-rule.js';
import { findTerritory } from './find-territory.js';

/**
 * A client who came before goes to the branch that has them, unless that branch cannot take the lead now, or the
 * client's place belongs to another branch alone.
 */
export const knownClient: StepRule = {
  name: 'known-client',
  words: { 'known-client': 'routing.known-client' },
  judge({ lead, rules, branches, candidates, hindranceOf }) {
    if (candidates || rules.repeatClientFirst === false) return null;
    const branch = branches.find(({ id }) => id === lead.knownBranchId);
    if (!branch) return null;
    const { id: branchId, name: value } = branch;
    const territory = findTerritory(lead.place, rules, branches);
    const isOthers =
      territory.isExclusive && territory.candidates.every(({ branch: own }) => own.id !== branchId);
    if (isOthers) return { notTaken: [{ check: 'known-client', found: 'other-territory', value, branchId }] };
    const hindered = hindranceOf(branch);
    if (hindered) return { notTaken: [hindered.reason] };
    return {
      reasons: [{ check: 'known-client', found: 'has-client', value }],
      course: { candidates: [{ branch, weight: null }], isBound: false },
    };
  },
};
