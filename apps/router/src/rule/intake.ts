import { spoken } from '../region/read-place.js';
import { closingStatusIds } from './closing-status-ids.js';
import type { Reason } from './facts.js';
import type { StepRule } from './routing-rule.js';

/**
 * Only leads that are in the intake pipeline, open, accepted and not handed over, are routed; not the card of a deal
 * that a branch has given to HQ. A lead that somebody has dragged into the handed-over stage is in no branch: a person
 * has to name one, and also for a lead that a branch has had: its deal may be won.
 */
export const intake: StepRule = {
  name: 'intake',
  words: { account: 'routing.account', pipeline: 'routing.pipeline', stage: 'routing.stage' },
  judge({ lead, rules }) {
    const { accountId, pipelineId, statusId, isUnsorted, isEscalated, hasTrail, word, branchName } = lead;
    const had = lead.lastLeg && !lead.lastLeg.isOtherChosen && !lead.isAsked && !word ? lead.lastLeg : null;
    const ignore = (...reasons: Reason[]) => ({ reasons, ends: { kind: 'ignore' } as const });
    if (accountId !== rules.hqAccountId) return ignore({ check: 'account', found: 'not-hq' });
    const atHq: Reason = { check: 'account', found: 'hq' };
    if (pipelineId !== rules.intakePipelineId)
      return ignore(atHq, { check: 'pipeline', found: 'other', value: String(pipelineId) });
    const inIntake: Reason = { check: 'pipeline', found: 'intake' };
    if (closingStatusIds.includes(statusId))
      return ignore(atHq, inIntake, { check: 'stage', found: 'closed', value: String(statusId) });
    if (isEscalated) {
      const stage: Reason = { check: 'stage', found: 'escalated' };
      return { reasons: [atHq, inIntake, stage], ends: { kind: 'manual' } };
    }
    if (statusId === rules.handedOverStatusId) {
      const handedOver: Reason = { check: 'stage', found: 'handed-over' };
      if (hasTrail) return ignore(atHq, inIntake, handedOver);
      const isSaid = Boolean(word) || spoken(branchName) !== null;
      return { reasons: [atHq, inIntake, handedOver], ...(isSaid ? {} : { ends: { kind: 'manual' } }) };
    }
    if (had) {
      // Other rules name another handed-over stage, in which HQ has left nothing.
      if (statusId === had.statusId) return ignore(atHq, inIntake, { check: 'stage', found: 'handed-over' });
      const stage: Reason = { check: 'stage', found: 'was-in-branch' };
      return { reasons: [atHq, inIntake, stage], ends: { kind: 'manual' } };
    }
    const stage = { check: 'stage', found: isUnsorted ? 'unsorted' : 'open' };
    return { reasons: [atHq, inIntake, stage], ...(isUnsorted ? { ends: { kind: 'wait' } } : {}) };
  },
};
