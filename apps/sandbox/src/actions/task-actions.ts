import { addTask, changeTask, deleteTask } from '../entities/write-task.js';
import type { Rule } from '../http/shape.js';
import { timeRule } from '../http/time-rule.js';
import type { ItemValidation } from '../http/validation.js';
import type { Account } from '../state/account.js';
import type { Task } from '../state/task.js';
import { action, need, type Action } from './action.js';
import { cardOf, onCardShape, type OnCard } from './note-actions.js';

const idRule: Rule = { type: 'int', required: true };

function taskOf(account: Account, taskId: number, errors: ItemValidation): Task {
  const task = account.tasks.get(taskId);
  return need(errors, 'taskId', task?.is_deleted ? null : task);
}

interface Add extends OnCard {
  text: string;
  completeTill?: number;
  taskTypeId?: number;
  responsibleUserId?: number;
}

const add = action<Add>(
  {
    text: { type: 'string', required: true, notBlank: true },
    completeTill: timeRule,
    ...onCardShape,
    taskTypeId: { type: 'int' },
    responsibleUserId: { type: 'int' },
  },
  (scope, body, errors) => {
    const { account, now } = scope;
    const { text, taskTypeId, responsibleUserId, completeTill = now + 86_400 } = body;
    const card = cardOf(scope, body, errors);
    if (taskTypeId !== undefined) need(errors, 'taskTypeId', account.taskTypes.get(taskTypeId));
    if (responsibleUserId !== undefined)
      need(errors, 'responsibleUserId', account.users.get(responsibleUserId));
    const task = addTask(scope, {
      text,
      complete_till: completeTill,
      task_type_id: taskTypeId,
      responsible_user_id: responsibleUserId,
      ...(card === null ? {} : { entity_id: card.id, entity_type: card.type }),
    });
    return { taskId: task.id };
  },
);

/** From the page of tasks it makes two hooks, closing and then the result; from the card one (entities 6). */
const complete = action<{ taskId: number; result?: string; from?: string }>(
  {
    taskId: idRule,
    result: { type: 'string', notBlank: true },
    from: { type: 'string', choices: ['card', 'tasks'] },
  },
  (scope, { taskId, result, from }, errors) => {
    const task = taskOf(scope.account, taskId, errors);
    const said = result === undefined ? {} : { result: { text: result } };
    if (from !== 'tasks') changeTask(scope, task, { is_completed: true, ...said });
    else for (const body of [{ is_completed: true }, said]) changeTask(scope, task, body);
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
