import type { AmoLead } from '@hub/amocrm';
import { mainContactOf, priceOf } from '@hub/amocrm/pure';
import type { LeadState } from '@hub/contracts';

/** What the journal keeps of a lead. Lists are sorted, because amoCRM promises no order. */
export function leadStateOf(lead: AmoLead): LeadState {
  const { tags, contacts } = lead._embedded;
  return {
    pipelineId: lead.pipeline_id,
    statusId: lead.status_id,
    ownerId: lead.responsible_user_id,
    price: priceOf(lead),
    tags: tags.map(({ name }) => name).sort(),
    contactIds: contacts.map(({ id }) => id).sort((a, b) => a - b),
    mainContactId: mainContactOf(lead),
    lossReasonId: lead.loss_reason_id,
    createdAt: lead.created_at,
    updatedAt: lead.updated_at,
    closedAt: lead.closed_at,
  };
}

/**
 * What the journal keeps of a lead that was deleted, or merged, before its first reading: only that it is gone. Its pipeline,
 * stage and owner have the id 0, which no card of amoCRM has.
 */
export function unseenLead(goneAt: number): LeadState {
  return {
    ...{ pipelineId: 0, statusId: 0, ownerId: 0, price: 0, tags: [], contactIds: [], mainContactId: null },
    ...{ lossReasonId: null, createdAt: goneAt, updatedAt: goneAt, closedAt: null },
  };
}

/** Whether a lead of the journal was read before it was gone, so that its pipeline, stage and owner are known. */
export function wasSeen({ pipelineId }: Pick<LeadState, 'pipelineId'>): boolean {
  return pipelineId !== 0;
}
