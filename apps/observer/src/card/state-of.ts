import { mainContactOf, type AmoLead, type AmoTask } from '@hub/amocrm';
import type { LeadState, TaskState } from '@hub/contracts';

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

const singular: Readonly<Record<string, string>> = {
  leads: 'lead',
  contacts: 'contact',
  companies: 'company',
  customers: 'customer',
};

/** What the journal keeps of a task: no text. */
export function taskStateOf(task: AmoTask): TaskState {
  const entity = task.entity_type === null ? null : (singular[task.entity_type] ?? task.entity_type);
  return {
    ownerId: task.responsible_user_id,
    typeId: task.task_type_id,
    dueAt: task.complete_till,
    isDone: task.is_completed,
    entity: task.entity_id === null ? null : entity,
    entityId: task.entity_id,
    createdAt: task.created_at,
    updatedAt: task.updated_at,
  };
}
