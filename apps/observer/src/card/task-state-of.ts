import type { AmoTask } from '@hub/amocrm';
import { UnexpectedAnswer } from '@hub/amocrm/pure';
import type { TaskState } from '@hub/contracts';

const singular: Readonly<Record<string, string>> = {
  leads: 'lead',
  contacts: 'contact',
  companies: 'company',
  customers: 'customer',
};

/** What the journal keeps of a task: no text. Throws `UnexpectedAnswer` for one whose due time is unknown: no limit may count it. */
export function taskStateOf(task: AmoTask): TaskState {
  if (task.complete_till === null) throw new UnexpectedAnswer(`task ${task.id}.complete_till`, 'number');
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
