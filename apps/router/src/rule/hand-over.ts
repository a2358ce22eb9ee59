import { isInsideHq } from './inside-hq.js';
import type { StepRule } from './routing-rule.js';

/** The branch that is left gets the lead in its account, or in its pipeline at HQ. */
export const handOver: StepRule = {
  name: 'hand-over',
  words: { branch: 'routing.branch', target: 'routing.target' },
  judge({ candidates, rules }) {
    const [only, ...others] = candidates ?? [];
    const at = only?.branch.target;
    if (!at || others.length > 0) return { ends: { kind: 'manual' } };
    const { branch } = only;
    const found = isInsideHq({ target: at, hqAccountId: rules.hqAccountId }) ? 'pipeline' : 'account';
    const value = found === 'account' ? at.accountId : String(at.pipelineId);
    return {
      reasons: [
        { check: 'branch', found: 'active', value: branch.name },
        { check: 'target', found, value },
      ],
      ends: { kind: 'transfer', branch: { ...branch, target: at } },
    };
  },
};
