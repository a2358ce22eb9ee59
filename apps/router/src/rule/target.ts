import type { StepRule } from './routing-rule.js';

/** The branch that is left gets the lead where HQ has said where its leads go. */
export const target: StepRule = {
  name: 'target',
  words: { branch: 'routing.branch', target: 'routing.target' },
  judge({ candidates, rules }) {
    const [only, ...others] = candidates ?? [];
    if (!only || others.length > 0) return { ends: { kind: 'manual' } };
    const { branch } = only;
    const active = { check: 'branch', found: 'active', value: branch.name };
    const at = branch.target;
    if (!at)
      return {
        reasons: [active, { check: 'target', found: 'missing', value: branch.name }],
        ends: { kind: 'manual' },
      };
    if (at.accountId === rules.hqAccountId)
      return {
        reasons: [active, { check: 'target', found: 'inside-hq', value: branch.name }],
        ends: { kind: 'manual' },
      };
    return {
      reasons: [active, { check: 'target', found: 'account', value: at.accountId }],
      ends: { kind: 'transfer', branch: { ...branch, target: at } },
    };
  },
};
