import { normaliseRegion } from '@hub/accounts/pure';
import { spoken } from '../region/read-place.js';
import { countWord } from './count-word.js';
import type { StepRule } from './routing-rule.js';

/** A branch that a person has written into «Филиал» wins over everything else that the lead says. */
export const chosenBranch: StepRule = {
  name: 'chosen-branch',
  words: { 'chosen-branch': 'routing.chosen-branch' },
  judge({ lead, branches, candidates }) {
    if (candidates) return null;
    const chosen = spoken(lead.branchName);
    if (chosen === null) return { reasons: [{ check: 'chosen-branch', found: 'empty' }] };
    const named = branches.filter(({ name }) => normaliseRegion(name) === normaliseRegion(chosen));
    const reasons = [{ check: 'chosen-branch', found: countWord(named.length), value: chosen }];
    if (named.length !== 1) return { reasons, ends: { kind: 'manual' } };
    return {
      reasons,
      course: { candidates: named.map((branch) => ({ branch, weight: null })), isBound: true },
    };
  },
};
