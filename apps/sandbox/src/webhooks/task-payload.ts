import type { Change } from '../changes/change.js';
import type { Account } from '../state/account.js';
import type { Task } from '../state/task.js';
import { localTime } from '../values/account-time.js';
import type { FormBody } from './form-encode.js';

/** Numbers of entity types in v2 (config 7.4). */
export const elementTypes = { contacts: 1, leads: 2, companies: 3, customers: 12 } as const;

/**
 * A task as `task[add]` and `task[update]` show it. Every update carries `action_close` and the text before, changed or not;
 * only the hook of a result alone does without the text (config 7.4).
 */
export function taskPayload(account: Account, task: Task, changes: readonly Change[]): FormBody {
  const payload: FormBody = {
    id: task.id,
    element_id: task.entity_id ?? 0,
    element_type: task.entity_type === null ? 0 : elementTypes[task.entity_type],
    task_type: task.task_type_id,
    date_create: localTime(account.timezone, task.created_at),
    text: task.text,
    status: task.is_completed ? 1 : 0,
    account_id: account.id,
    created_user_id: task.created_by,
    last_modified: localTime(account.timezone, task.updated_at),
    responsible_user_id: task.responsible_user_id,
    complete_till: localTime(account.timezone, task.complete_till),
    created_at: task.created_at,
    updated_at: task.updated_at,
    complete_before: task.complete_till,
  };
  if (changes.some((change) => change.kind === 'added')) return payload;
  payload.action_close = changes.some((change) => change.kind === 'task_completed' && change.completed)
    ? 1
    : 0;
  const text = changes.find((change) => change.kind === 'task_text');
  if (changes.some(({ kind }) => kind !== 'task_result')) payload.old_text = text?.before ?? task.text;
  if (task.result) payload.result = { id: task.id, text: task.result.text };
  for (const change of changes) {
    if (change.kind !== 'responsible') continue;
    payload.main_user = task.responsible_user_id;
    payload.modified_by = task.updated_by;
    payload.old_responsible_user_id = change.before;
  }
  return payload;
}
