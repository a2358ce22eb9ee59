import { isInsideHq, isIntakeItself } from './inside-hq.js';
import type { StepRule } from './routing-rule.js';

/** The branch that is left gets the lead where HQ has said where its leads go: in its account, or in its pipeline at HQ. */
export const target: StepRule = {
  name: 'target',
  words: { branch: 'routing.branch', target: 'routing.target' },
  judge({ candidates, rules }) {
    const [only, ...others] = candidates ?? [];
    if (!only || others.length > 0) return { ends: { kind: 'manual' } };
    const { branch } = only;
    const active = { check: 'branch', found: 'active', value: branch.name };
    const at = branch.target;
    if (!at || isIntakeItself(at, rules)) {
      const found = at ? 'is-intake' : 'missing';
      return { reasons: [active, { check: 'target', found, value: branch.name }], ends: { kind: 'manual' } };
    }
    const found = isInsideHq({ target: at, hqAccountId: rules.hqAccountId }) ? 'pipeline' : 'account';
    const value = found === 'account' ? at.accountId : String(at.pipelineId);
    return {
      reasons: [active, { check: 'target', found, value }],
      ends: { kind: 'transfer', branch: { ...branch, target: at } },
    };
  },
};
