import { addTask, changeTask, deleteTask } from '../entities/write-task.js';
import type { Rule } from '../http/shape.js';
import type { ItemValidation } from '../http/validation.js';
import type { Account } from '../state/account.js';
import type { Task } from '../state/task.js';
import { action, need, type Action } from './action.js';
import { leadOf } from './lead-actions.js';

const idRule: Rule = { type: 'int', required: true };

function taskOf(account: Account, taskId: number, errors: ItemValidation): Task {
  const task = account.tasks.get(taskId);
  return need(errors, 'taskId', task?.is_deleted ? null : task);
}

interface Add {
  text: string;
  completeTill?: number;
  leadId?: number;
  taskTypeId?: number;
  responsibleUserId?: number;
}

const add = action<Add>(
  {
    text: { type: 'string', required: true, notBlank: true },
    completeTill: { type: 'int', min: 0 },
    leadId: { type: 'int' },
    taskTypeId: { type: 'int' },
    responsibleUserId: { type: 'int' },
  },
  (scope, body, errors) => {
    const { account, now } = scope;
    const { text, leadId, taskTypeId, responsibleUserId, completeTill = now + 86_400 } = body;
    if (leadId !== undefined) leadOf(account, leadId, errors);
    if (taskTypeId !== undefined) need(errors, 'taskTypeId', account.taskTypes.get(taskTypeId));
    if (responsibleUserId !== undefined)
      need(errors, 'responsibleUserId', account.users.get(responsibleUserId));
    const task = addTask(scope, {
      text,
      complete_till: completeTill,
      task_type_id: taskTypeId,
      responsible_user_id: responsibleUserId,
      ...(leadId === undefined ? {} : { entity_id: leadId, entity_type: 'leads' as const }),
    });
    return { taskId: task.id };
  },
);

const complete = action<{ taskId: number; result?: string }>(
  { taskId: idRule, result: { type: 'string', notBlank: true } },
  (scope, { taskId, result }, errors) => {
    const task = taskOf(scope.account, taskId, errors);
    changeTask(scope, task, {
      is_completed: true,
      ...(result === undefined ? {} : { result: { text: result } }),
    });
    return { taskId };
  },
);

const remove = action<{ taskId: number }>({ taskId: idRule }, (scope, { taskId }, errors) => {
  deleteTask(scope, taskOf(scope.account, taskId, errors));
  return { taskId };
});

/** Tasks by hand; without a deadline a new one is due in a day. */
export const taskActions: Record<string, Action> = {
  'task.add': add,
  'task.complete': complete,
  'task.delete': remove,
};
