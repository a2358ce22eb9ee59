import { findLead, patchLead } from '@hub/amocrm';
import type { TransferStep } from './transfer-step.js';

const closingStatusIds = [142, 143];

/**
 * `hq-noted` → `done`: the HQ lead moves to its handed-over stage. A lead that a person has closed, deleted or taken
 * out of the intake pipeline meanwhile stays where that person put it.
 */
export const handOverStep: TransferStep = {
  async look({ hq, transfer, rules }) {
    const lead = await findLead(hq, transfer.hqLeadId);
    const isMovable =
      lead?.pipeline_id === rules.intakePipelineId &&
      lead.status_id !== rules.handedOverStatusId &&
      !closingStatusIds.includes(lead.status_id);
    return isMovable ? null : { state: 'done' };
  },

  async write({ hq, transfer, rules }) {
    const { intakePipelineId: pipeline_id, handedOverStatusId: status_id } = rules;
    await patchLead(hq, transfer.hqLeadId, { pipeline_id, status_id });
    return { state: 'done' };
  },
};
