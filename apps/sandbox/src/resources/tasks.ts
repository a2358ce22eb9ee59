import { entityOf } from '../entities/links.js';
import { orderRows } from '../entities/order-rows.js';
import { addTask, changeTask, type TaskBody } from '../entities/write-task.js';
import { noContent, ok, type Answer } from '../http/answer.js';
import { dropReadOnly, type ReadOnlyKeys } from '../http/drop-read-only.js';
import { pageOf, selfLink, writtenList } from '../http/page.js';
import { ApiProblem } from '../http/problem.js';
import { queryList } from '../http/query.js';
import { checkOwnId, readBatch, readObject, type WriteItem } from '../http/read-items.js';
import { demand, mayDo } from '../http/rights.js';
import type { ApiContext, Route } from '../http/route.js';
import type { Shape } from '../http/shape.js';
import { timeRule } from '../http/time-rule.js';
import { choiceTests, stageTest } from '../lists/filter-entities.js';
import { sinceRange } from '../lists/since-filter.js';
import { isStrict, switchOf } from '../state/account.js';
import type { Task } from '../state/task.js';
import { mayViewTask } from './may-view-task.js';

const patchShape: Shape<TaskBody> = {
  id: { type: 'int' },
  text: { type: 'string', notBlank: true },
  complete_till: timeRule,
  entity_id: { type: 'int', nullable: true },
  entity_type: {
    type: 'string',
    nullable: true,
    choices: ['leads', 'contacts', 'companies', 'customers'],
  },
  task_type_id: { type: 'int' },
  is_completed: { type: 'bool' },
  duration: { type: 'int', nullable: true, min: 0 },
  result: {
    type: ['object', 'array'],
    nullable: true,
    shape: { text: { type: 'string', required: true, notBlank: true } },
  },
  responsible_user_id: { type: 'int' },
  created_by: { type: 'int' },
  updated_by: { type: 'int' },
  created_at: timeRule,
  updated_at: timeRule,
};

const postShape: Shape<TaskBody> = {
  ...patchShape,
  text: { type: 'string', required: true, notBlank: true },
  complete_till: { ...timeRule, required: true },
};

const readOnly: ReadOnlyKeys = {
  own: new Set(['group_id', 'account_id', '_links']),
  embedded: new Set(),
};

const pathOf = (id: number): string => `/api/v4/tasks/${id}`;

/** A task as answers show it: without a result it shows an empty array (entities 6). */
function taskView(ctx: ApiContext, task: Task): Record<string, unknown> {
  return {
    id: task.id,
    created_by: task.created_by,
    updated_by: task.updated_by,
    created_at: task.created_at,
    updated_at: task.updated_at,
    responsible_user_id: task.responsible_user_id,
    group_id: task.group_id,
    entity_id: task.entity_id,
    entity_type: task.entity_type,
    duration: task.duration,
    is_completed: task.is_completed,
    task_type_id: task.task_type_id,
    text: task.text,
    result: task.result ?? [],
    complete_till: task.complete_till,
    account_id: ctx.account.id,
    _links: selfLink(ctx, pathOf(task.id)),
  };
}

function mayEdit(ctx: ApiContext, task: Task): boolean {
  const { user } = ctx;
  if (user.is_admin) return true;
  const letter = user.rights.tasks.edit;
  const own = task.responsible_user_id === user.id;
  if (letter === 'G') return own || task.group_id === (user.group_id ?? 0);
  return letter === 'A' || (letter === 'M' && own);
}

const truth = new Set(['1', 'true']);

function filterTests(ctx: ApiContext): ((task: Task) => boolean)[] {
  const { query } = ctx;
  if (query.filter === undefined) return [];
  const tests = choiceTests<Task>(query, [
    'id',
    'responsible_user_id',
    'created_by',
    'task_type_id',
    'entity_type',
    'entity_id',
  ]);
  const needsType = switchOf(ctx.account, 'task_entity_filter') === 'refuse';
  const hasType = queryList(query, 'filter', 'entity_type') !== undefined;
  if (needsType && !hasType && queryList(query, 'filter', 'entity_id'))
    throw new ApiProblem(400, 'Filter entity_type is required with entity_id');
  const types = queryList(query, 'filter', 'task_type');
  if (types) tests.push((task) => types.includes(String(task.task_type_id)));
  const done = queryList(query, 'filter', 'is_completed');
  if (done) tests.push((task) => done.some((one) => truth.has(one) === task.is_completed));
  const since = sinceRange(query, 'updated_at');
  if (since) tests.push((task) => task.updated_at >= since.from && task.updated_at <= since.to);
  const inStage = stageTest(ctx.account, query, 'lead_statuses');
  if (inStage) {
    tests.push(({ entity_type, entity_id }) => {
      const lead = entity_type === 'leads' ? ctx.account.leads.get(entity_id ?? 0) : undefined;
      return lead !== undefined && inStage(lead);
    });
  }
  return tests;
}

function* matching(ctx: ApiContext): Generator<Task> {
  const tests = filterTests(ctx);
  for (const task of ctx.account.tasks.values()) {
    if (!task.is_deleted && tests.every((test) => test(task)) && mayViewTask(ctx, task)) yield task;
  }
}

function list(ctx: ApiContext): Answer {
  const rows = orderRows(ctx, matching(ctx), ['created_at', 'complete_till', 'id']);
  return pageOf(ctx, rows, { key: 'tasks', view: (task) => taskView(ctx, task) });
}

function taskOf(ctx: ApiContext, id: number): Task | undefined {
  const task = ctx.account.tasks.get(id);
  return task?.is_deleted ? undefined : task;
}

function show(ctx: ApiContext): Answer {
  const task = taskOf(ctx, Number(ctx.params.id));
  if (!task) return noContent;
  demand(mayViewTask(ctx, task));
  return ok(taskView(ctx, task));
}

function checkCard(ctx: ApiContext, { body, errors }: WriteItem<TaskBody>, task: Task | null): void {
  const type = body.entity_type ?? task?.entity_type;
  const isOtherType = Boolean(body.entity_type) && body.entity_type !== task?.entity_type;
  // A new type alone means the card of that type with the task's own number.
  const id = body.entity_id === undefined && isOtherType ? task?.entity_id : body.entity_id;
  if (id === undefined || id === null) {
    if (body.entity_type && !task?.entity_id) errors.add('FieldMissing', 'entity_id');
    return;
  }
  if (!type) {
    errors.add('FieldMissing', 'entity_type');
    return;
  }
  const card = entityOf(ctx.account, { type, id });
  if (!card || card.is_deleted) errors.add('NotSupportedChoice', 'entity_id');
  else if (type !== 'customers') demand(mayDo(ctx.user, 'view', type, card));
}

function check(ctx: ApiContext, item: WriteItem<TaskBody>, task: Task | null): void {
  const { body, errors } = item;
  for (const key of ['responsible_user_id', 'created_by', 'updated_by'] as const) {
    const id = body[key];
    if (id === undefined || (id === 0 && key !== 'responsible_user_id')) continue;
    if (!ctx.account.users.get(id)?.is_active) errors.add('NotSupportedChoice', key);
  }
  if (body.task_type_id !== undefined && !ctx.account.taskTypes.has(body.task_type_id))
    errors.add('NotSupportedChoice', 'task_type_id');
  const result: unknown = body.result;
  if (Array.isArray(result) && result.length > 0)
    errors.add('InvalidType', 'result', 'This value should be of type array.');
  checkCard(ctx, item, task);
}

function add(ctx: ApiContext): Answer {
  const { items, validation } = readBatch(ctx, postShape);
  for (const item of items) {
    if (item.body.id !== undefined && isStrict(ctx.account)) item.errors.add('FieldNotExpected', 'id');
    check(ctx, item, null);
  }
  validation.throwIfAny();
  const rows = items.map(({ body, requestId }) => {
    const { id } = addTask(ctx.scope, body);
    return { id, request_id: requestId, _links: selfLink(ctx, pathOf(id)) };
  });
  return ok(writtenList(ctx, 'tasks', rows));
}

function presentOf(ctx: ApiContext, id: number | undefined, item: WriteItem<TaskBody>): Task | null {
  const task = id === undefined ? undefined : taskOf(ctx, id);
  if (id === undefined) item.errors.add('FieldMissing', 'id');
  else if (!task) item.errors.add('NotSupportedChoice', 'id');
  if (!task) return null;
  demand(mayEdit(ctx, task));
  check(ctx, item, task);
  return task;
}

function change(ctx: ApiContext, task: Task, { body, requestId }: WriteItem<TaskBody>): unknown {
  changeTask(ctx.scope, task, body);
  const { id, updated_at } = task;
  return { id, updated_at, request_id: requestId, _links: selfLink(ctx, pathOf(id)) };
}

function changeMany(ctx: ApiContext): Answer {
  const { items, validation } = readBatch(dropReadOnly(ctx, readOnly), patchShape);
  const work = items.map((item) => ({ item, task: presentOf(ctx, item.body.id, item) }));
  validation.throwIfAny();
  const rows = work.flatMap(({ item, task }) => (task ? [change(ctx, task, item)] : []));
  return ok(writtenList(ctx, 'tasks', rows));
}

function changeOne(ctx: ApiContext): Answer {
  const item = readObject(dropReadOnly(ctx, readOnly), patchShape);
  checkOwnId(item, Number(ctx.params.id));
  const task = presentOf(ctx, Number(ctx.params.id), item);
  item.validation.throwIfAny();
  return task ? ok(change(ctx, task, item)) : noContent;
}

/** Entities 6. */
export const taskRoutes: readonly Route[] = [
  { method: 'GET', path: '/api/v4/tasks', rights: 'user', handle: list },
  { method: 'POST', path: '/api/v4/tasks', rights: 'user', handle: add },
  { method: 'PATCH', path: '/api/v4/tasks', rights: 'user', handle: changeMany },
  { method: 'GET', path: '/api/v4/tasks/:id', rights: 'user', handle: show },
  { method: 'PATCH', path: '/api/v4/tasks/:id', rights: 'user', handle: changeOne },
];
