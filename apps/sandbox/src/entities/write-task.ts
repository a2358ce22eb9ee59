import type { ChangeDetail } from '../changes/change.js';
import { recordChanges, type WriteScope } from '../changes/write-scope.js';
import type { Task } from '../state/task.js';
import { entityOf } from './links.js';

export interface TaskBody {
  id?: number;
  text?: string;
  complete_till?: number;
  entity_id?: number | null;
  entity_type?: Task['entity_type'];
  task_type_id?: number;
  is_completed?: boolean;
  duration?: number | null;
  result?: { text: string } | [] | null;
  responsible_user_id?: number;
  created_by?: number;
  updated_by?: number;
  created_at?: number;
  updated_at?: number;
}

const resultOf = ({ result }: TaskBody): Task['result'] =>
  result && !Array.isArray(result) ? { text: result.text } : null;

/** Sets a card's `closest_task_at` to the deadline of its nearest open task (entities 1.4). */
export function findClosest(scope: WriteScope, task: Pick<Task, 'entity_id' | 'entity_type'>): void {
  const { entity_id, entity_type } = task;
  if (entity_id === null || entity_type === null) return;
  const { account } = scope;
  const card = entityOf(account, { type: entity_type, id: entity_id });
  if (!card || entity_type === 'customers') return;
  let closest: number | null = null;
  for (const one of account.tasks.values()) {
    if (one.entity_id !== entity_id || one.entity_type !== entity_type) continue;
    if (one.is_completed || one.is_deleted) continue;
    if (closest === null || one.complete_till < closest) closest = one.complete_till;
  }
  if (card.closest_task_at === closest) return;
  card.closest_task_at = closest;
  recordChanges(scope, { type: entity_type, id: entity_id }, [{ kind: 'quiet', keys: ['closest_task_at'] }]);
}

/** Creates a checked task. */
export function addTask(scope: WriteScope, body: TaskBody): Task {
  const { account, now } = scope;
  const responsible = body.responsible_user_id ?? scope.user.id;
  const task: Task = {
    id: scope.sandbox.ids.next(),
    created_by: body.created_by ?? scope.origin.author,
    updated_by: body.updated_by ?? scope.origin.author,
    created_at: body.created_at ?? now,
    updated_at: body.updated_at ?? now,
    responsible_user_id: responsible,
    group_id: account.users.get(responsible)?.group_id ?? 0,
    entity_id: body.entity_id ?? null,
    entity_type: body.entity_id ? (body.entity_type ?? null) : null,
    duration: body.duration ?? 0,
    is_completed: body.is_completed ?? false,
    is_deleted: false,
    task_type_id: body.task_type_id ?? 1,
    text: body.text ?? '',
    result: resultOf(body),
    complete_till: body.complete_till ?? now,
  };
  account.tasks.set(task.id, task);
  findClosest(scope, task);
  const details: ChangeDetail[] = [{ kind: 'added' }];
  if (task.is_completed) details.push({ kind: 'task_completed', completed: true });
  if (task.result) details.push({ kind: 'task_result', text: task.result.text });
  recordChanges(scope, { type: 'tasks', id: task.id }, details);
  return task;
}

function changeMeaning(task: Task, body: TaskBody): ChangeDetail[] {
  const details: ChangeDetail[] = [];
  if (body.text !== undefined && body.text !== task.text) {
    details.push({ kind: 'task_text', before: task.text, after: body.text });
    task.text = body.text;
  }
  if (body.complete_till !== undefined && body.complete_till !== task.complete_till) {
    details.push({ kind: 'task_deadline', before: task.complete_till, after: body.complete_till });
    task.complete_till = body.complete_till;
  }
  if (body.task_type_id !== undefined && body.task_type_id !== task.task_type_id) {
    details.push({ kind: 'task_type', before: task.task_type_id, after: body.task_type_id });
    task.task_type_id = body.task_type_id;
  }
  return details;
}

function changeState(task: Task, body: TaskBody): ChangeDetail[] {
  const details: ChangeDetail[] = [];
  if (body.is_completed !== undefined && body.is_completed !== task.is_completed) {
    details.push({ kind: 'task_completed', completed: body.is_completed });
    task.is_completed = body.is_completed;
  }
  const result = resultOf(body);
  if (result && result.text !== task.result?.text) {
    details.push({ kind: 'task_result', text: result.text });
    task.result = result;
  }
  return details;
}

function changeRest(task: Task, body: TaskBody): ChangeDetail[] {
  const keys: string[] = [];
  for (const key of ['duration', 'created_by', 'created_at', 'updated_by', 'updated_at'] as const) {
    const sent = body[key];
    if (sent === undefined || sent === null || sent === task[key]) continue;
    task[key] = sent;
    keys.push(key);
  }
  const { entity_id = task.entity_id } = body;
  const entity_type = entity_id === null ? null : (body.entity_type ?? task.entity_type);
  if (entity_id !== task.entity_id || entity_type !== task.entity_type) {
    task.entity_id = entity_id;
    task.entity_type = entity_type;
    keys.push('entity_id');
  }
  return keys.length > 0 ? [{ kind: 'other', keys }] : [];
}

/** Changes the keys present in a checked body, and the nearest task of the cards concerned. */
export function changeTask(scope: WriteScope, task: Task, body: TaskBody): void {
  const before = { entity_id: task.entity_id, entity_type: task.entity_type };
  const details = [...changeMeaning(task, body), ...changeState(task, body), ...changeRest(task, body)];
  const owner = body.responsible_user_id;
  if (owner !== undefined && owner !== task.responsible_user_id) {
    details.push({ kind: 'responsible', before: task.responsible_user_id, after: owner });
    task.responsible_user_id = owner;
    task.group_id = scope.account.users.get(owner)?.group_id ?? 0;
  }
  if (details.length > 0) {
    task.updated_at = body.updated_at ?? scope.now;
    task.updated_by = body.updated_by ?? scope.origin.author;
    findClosest(scope, before);
    findClosest(scope, task);
  }
  recordChanges(scope, { type: 'tasks', id: task.id }, details);
}

/** Deletes a task, as a person does; the API has no method for it. */
export function deleteTask(scope: WriteScope, task: Task): void {
  if (task.is_deleted) return;
  task.is_deleted = true;
  findClosest(scope, task);
  recordChanges(scope, { type: 'tasks', id: task.id }, [{ kind: 'deleted', last: {} }]);
}
