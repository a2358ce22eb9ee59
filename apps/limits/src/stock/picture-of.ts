import type { AmoLead } from '@hub/amocrm';
import type { LeadPicture } from './stock.repository.js';

/** What limits keeps of a lead. */
export function pictureOf(lead: AmoLead): LeadPicture {
  return {
    leadId: lead.id,
    pipelineId: lead.pipeline_id,
    statusId: lead.status_id,
    ownerId: lead.responsible_user_id,
    createdAt: lead.created_at,
  };
}
