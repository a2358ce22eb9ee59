import { closingStatusIds } from './closing-status-ids.js';
import type { Reason } from './facts.js';
import type { StepRule } from './routing-rule.js';

/**
 * Only leads that are in the intake pipeline, open, accepted and not handed over, are routed; not the card of a deal
 * that a branch has given to HQ.
 */
export const intake: StepRule = {
  name: 'intake',
  words: { account: 'routing.account', pipeline: 'routing.pipeline', stage: 'routing.stage' },
  judge({ lead, rules }) {
    const { accountId, pipelineId, statusId, isUnsorted, isEscalated } = lead;
    const ignore = (...reasons: Reason[]) => ({ reasons, ends: { kind: 'ignore' } as const });
    if (accountId !== rules.hqAccountId) return ignore({ check: 'account', found: 'not-hq' });
    const atHq: Reason = { check: 'account', found: 'hq' };
    if (pipelineId !== rules.intakePipelineId)
      return ignore(atHq, { check: 'pipeline', found: 'other', value: String(pipelineId) });
    const inIntake: Reason = { check: 'pipeline', found: 'intake' };
    if (closingStatusIds.includes(statusId))
      return ignore(atHq, inIntake, { check: 'stage', found: 'closed', value: String(statusId) });
    if (statusId === rules.handedOverStatusId)
      return ignore(atHq, inIntake, { check: 'stage', found: 'handed-over' });
    if (isEscalated) {
      const stage: Reason = { check: 'stage', found: 'escalated' };
      return { reasons: [atHq, inIntake, stage], ends: { kind: 'manual' } };
    }
    const stage = { check: 'stage', found: isUnsorted ? 'unsorted' : 'open' };
    return { reasons: [atHq, inIntake, stage], ...(isUnsorted ? { ends: { kind: 'wait' } } : {}) };
  },
};
