import { message } from '@hub/messages';
import { closingStatusIds } from '../lead/route-lead.js';
import { carries } from './branch-lead.js';
import type { TransferStep } from './transfer-step.js';
import { unique } from './what-stays.js';
import { foundInHqLead, writeHqLead } from './write-hq-lead.js';

/**
 * `hq-noted` → `done`: the HQ lead moves to its handed-over stage. A lead that a person has closed, deleted or taken
 * out of the intake pipeline meanwhile stays where that person put it, and the branch that a person has named in «Филиал»
 * meanwhile stays there: the lead goes on to it.
 */
export const handOverStep: TransferStep = {
  side: 'hq',
  replacesReadValues: true,

  async find(context, since) {
    const { findHqLead, rules, transfer } = context;
    const lead = await findHqLead();
    const isMovable =
      lead?.pipeline_id === rules.intakePipelineId &&
      // A person may have moved it there, and a re-routed lead is there already and shows the branch before.
      (lead.status_id !== rules.handedOverStatusId || transfer.isReRoute || !carries(lead, transfer.id)) &&
      !closingStatusIds.includes(lead.status_id);
    if (isMovable) return null;
    const isOver = lead === null || closingStatusIds.includes(lead.status_id);
    const leftOut = unique([...transfer.leftOut, ...(isOver ? [message('leftOut.hq-over')] : [])]);
    const isWritten = since !== null && lead !== null && carries(lead, transfer.id);
    const place = { pipelineId: rules.intakePipelineId, statusId: rules.handedOverStatusId };
    return {
      ...{ state: 'done', leftOut, choiceGap: null },
      ...(isWritten ? await foundInHqLead(context, lead, place) : {}),
    };
  },

  async write(context) {
    const { intakePipelineId, handedOverStatusId } = context.rules;
    const place = [
      { place: 'pipeline_id', value: intakePipelineId, name: null },
      { place: 'status_id', value: handedOverStatusId, name: null },
    ];
    return { state: 'done', ...(await writeHqLead(context, place)) };
  },
};
