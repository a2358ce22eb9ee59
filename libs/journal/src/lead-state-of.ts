import type { AmoLead } from '@hub/amocrm';
import { mainContactOf } from '@hub/amocrm/pure';
import type { LeadState } from '@hub/contracts';

/** What the journal keeps of a lead. Lists are sorted, because amoCRM promises no order. */
export function leadStateOf(lead: AmoLead): LeadState {
  const { tags, contacts } = lead._embedded;
  return {
    pipelineId: lead.pipeline_id,
    statusId: lead.status_id,
    ownerId: lead.responsible_user_id,
    price: lead.price,
    tags: tags.map(({ name }) => name).sort(),
    contactIds: contacts.map(({ id }) => id).sort((a, b) => a - b),
    mainContactId: mainContactOf(lead),
    lossReasonId: lead.loss_reason_id,
    createdAt: lead.created_at,
    updatedAt: lead.updated_at,
    closedAt: lead.closed_at,
  };
}
