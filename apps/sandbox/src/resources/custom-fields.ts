import { noContent, ok, type Answer } from '../http/answer.js';
import { pageOf, selfLink, wholeList } from '../http/page.js';
import { ApiProblem } from '../http/problem.js';
import { queryList } from '../http/query.js';
import { readBatch, readObject, type WriteItem } from '../http/read-items.js';
import type { ApiContext, Route } from '../http/route.js';
import type { Rule, Shape } from '../http/shape.js';
import { orderRows } from '../entities/order-rows.js';
import { switchOf } from '../state/account.js';
import type { CustomField, FieldEnum, FieldType, StageRef } from '../state/custom-field.js';
import { newField } from '../state/default-fields.js';
import type { EntityType } from '../state/entity.js';
import { fieldTypes, typesWithEnums } from './field-types.js';

type SentEnum = Partial<FieldEnum>;

interface FieldBody {
  id?: number;
  name?: string;
  type?: FieldType;
  code?: string | null;
  sort?: number;
  is_api_only?: boolean;
  remind?: string | null;
  currency?: string | null;
  enums?: SentEnum[] | null;
  group_id?: string | null;
  required_statuses?: StageRef[] | null;
  hidden_statuses?: StageRef[] | null;
}

const stagesRule: Rule = {
  type: 'array',
  nullable: true,
  items: {
    type: 'object',
    shape: { status_id: { type: 'int', required: true }, pipeline_id: { type: 'int', required: true } },
  },
};

const patchShape: Shape<FieldBody> = {
  id: { type: 'int' },
  name: { type: 'string', notBlank: true },
  type: { type: 'string' },
  code: { type: 'string', nullable: true },
  sort: { type: 'int' },
  is_api_only: { type: 'bool' },
  remind: { type: 'string', nullable: true, choices: ['never', 'day', 'week', 'month'] },
  currency: { type: 'string', nullable: true },
  enums: {
    type: 'array',
    nullable: true,
    items: {
      type: 'object',
      shape: {
        id: { type: 'int' },
        value: { type: 'string', required: true, notBlank: true },
        sort: { type: 'int' },
        code: { type: 'string', nullable: true },
      },
    },
  },
  group_id: { type: 'string', nullable: true },
  required_statuses: stagesRule,
  hidden_statuses: stagesRule,
};

const postShape: Shape<FieldBody> = {
  ...patchShape,
  name: { type: 'string', notBlank: true, required: true },
  type: { type: 'string', required: true },
};

/** A field as answers show it (config 4.2). */
function fieldView(ctx: ApiContext, field: CustomField): Record<string, unknown> {
  const { is_computed, is_predefined, hidden_statuses, ...shown } = field;
  return {
    ...shown,
    account_id: ctx.account.id,
    ...(field.entity_type === 'leads' ? { is_computed, hidden_statuses } : { is_predefined }),
    _links: selfLink(`${ctx.origin}/api/v4/${field.entity_type}/custom_fields/${field.id}`),
  };
}

const fieldsOf = (ctx: ApiContext, entity: EntityType): CustomField[] =>
  [...ctx.account.fields.values()].filter((field) => field.entity_type === entity);

function fieldOf(ctx: ApiContext, entity: EntityType, id: number): CustomField | undefined {
  const field = ctx.account.fields.get(id);
  return field?.entity_type === entity ? field : undefined;
}

function list(ctx: ApiContext, entity: EntityType): Answer {
  const types = queryList(ctx.query, 'filter', 'type');
  const found = fieldsOf(ctx, entity).filter((field) => !types || types.includes(field.type));
  const rows = orderRows(ctx, found, ['sort', 'id']);
  return pageOf(ctx, rows, { key: 'custom_fields', view: (field) => fieldView(ctx, field), totals: true });
}

function show(ctx: ApiContext, entity: EntityType): Answer {
  const field = fieldOf(ctx, entity, Number(ctx.params.id));
  if (!field) throw new ApiProblem(404, 'Custom field not found');
  return ok(fieldView(ctx, field));
}

function checkStages(ctx: ApiContext, { body, errors }: WriteItem<FieldBody>): void {
  for (const key of ['required_statuses', 'hidden_statuses'] as const) {
    (body[key] ?? []).forEach((ref, index) => {
      const pipeline = ctx.account.pipelines.get(ref.pipeline_id);
      if (!pipeline) errors.add('NotSupportedChoice', `${key}.${index}.pipeline_id`);
      else if (!pipeline.stages.some((stage) => stage.id === ref.status_id)) {
        errors.add('NotSupportedChoice', `${key}.${index}.status_id`);
      }
    });
  }
}

function check(
  ctx: ApiContext,
  entity: EntityType,
  item: WriteItem<FieldBody>,
  field: CustomField | null,
): void {
  const { body, errors } = item;
  if (errors.errors.length > 0) return;
  const type = field?.type ?? body.type;
  if (
    type === undefined ||
    !fieldTypes[type]?.includes(entity) ||
    (body.type !== undefined && body.type !== type)
  ) {
    errors.add('NotSupportedChoice', 'type');
    return;
  }
  if (typesWithEnums.has(type) && !body.enums && !(field && body.enums === undefined))
    errors.add('FieldMissing', 'enums');
  if (!typesWithEnums.has(type) && body.enums) errors.add('FieldNotExpected', 'enums');
  if (type === 'monetary' && !body.currency) errors.add('FieldMissing', 'currency');
  (body.enums ?? []).forEach((sent, index) => {
    const known = field?.enums?.some((one) => one.id === sent.id);
    if (sent.id !== undefined && !known) errors.add('NotSupportedChoice', `enums.${index}.id`);
  });
  const group = body.group_id;
  if (group && !ctx.account.fieldGroups.has(`${entity}/${group}`))
    errors.add('NotSupportedChoice', 'group_id');
  checkStages(ctx, item);
}

/** Enums as sent replace all: without an id they are new, and what is left out is gone (config 4.2). */
function enumsFrom(ctx: ApiContext, sent: readonly SentEnum[]): FieldEnum[] {
  return sent.map(({ id, value = '', sort, code = null }, index) => {
    return { id: id ?? ctx.sandbox.ids.next(), value, sort: sort ?? (index + 1) * 10, code };
  });
}

function apply(ctx: ApiContext, field: CustomField, body: FieldBody): void {
  field.name = body.name ?? field.name;
  field.sort = body.sort ?? field.sort;
  field.is_api_only = body.is_api_only ?? field.is_api_only;
  if (body.code !== undefined) field.code = body.code;
  if (body.remind !== undefined) field.remind = body.remind;
  if (body.currency !== undefined) field.currency = body.currency;
  if (body.enums) field.enums = enumsFrom(ctx, body.enums);
  if (body.group_id !== undefined) field.group_id = body.group_id;
  if (body.required_statuses !== undefined) field.required_statuses = body.required_statuses;
  if (body.hidden_statuses !== undefined) field.hidden_statuses = body.hidden_statuses ?? [];
}

const written = (ctx: ApiContext, rows: { field: CustomField; requestId: string }[]): unknown =>
  wholeList(
    'custom_fields',
    rows.map(({ field, requestId }) => ({ ...fieldView(ctx, field), request_id: requestId })),
    ctx.origin + ctx.path,
  );

function add(ctx: ApiContext, entity: EntityType): Answer {
  const { items, validation } = readBatch(ctx, postShape);
  for (const item of items) check(ctx, entity, item, null);
  validation.throwIfAny();
  const rows = items.map(({ body, requestId }) => {
    const field = newField(ctx.sandbox.ids.next(), entity, body.type ?? 'text', body.name ?? '');
    apply(ctx, field, body);
    ctx.account.fields.set(field.id, field);
    return { field, requestId };
  });
  return ok(written(ctx, rows), 201);
}

function changeMany(ctx: ApiContext, entity: EntityType): Answer {
  const { items, validation } = readBatch(ctx, patchShape);
  const work = items.flatMap((item) => {
    const field = item.body.id === undefined ? undefined : fieldOf(ctx, entity, item.body.id);
    if (item.body.id === undefined) item.errors.add('FieldMissing', 'id');
    else if (!field) item.errors.add('NotSupportedChoice', 'id');
    if (!field) return [];
    check(ctx, entity, item, field);
    return [{ field, body: item.body, requestId: item.requestId }];
  });
  validation.throwIfAny();
  for (const { field, body } of work) apply(ctx, field, body);
  return ok(written(ctx, work), switchOf(ctx.account, 'field_patch_status'));
}

function changeOne(ctx: ApiContext, entity: EntityType): Answer {
  const field = fieldOf(ctx, entity, Number(ctx.params.id));
  if (!field) throw new ApiProblem(404, 'Custom field not found');
  const item = readObject(ctx, patchShape);
  check(ctx, entity, item, field);
  item.validation.throwIfAny();
  apply(ctx, field, item.body);
  return ok(
    { ...fieldView(ctx, field), request_id: item.requestId },
    switchOf(ctx.account, 'field_patch_status'),
  );
}

function remove(ctx: ApiContext, entity: EntityType): Answer {
  const { account } = ctx;
  const field = fieldOf(ctx, entity, Number(ctx.params.id));
  if (!field) throw new ApiProblem(404, 'Custom field not found');
  if (!field.is_deletable) throw new ApiProblem(403, 'Forbidden');
  account.fields.delete(field.id);
  for (const one of account[entity].values()) {
    one.custom_fields_values = one.custom_fields_values.filter((values) => values.field_id !== field.id);
  }
  return noContent;
}

/** Config 4.1, thin: leads, contacts and companies; no chained lists, codes or limits checked yet. */
export const customFieldRoutes: readonly Route[] = (['leads', 'contacts', 'companies'] as const).flatMap(
  (entity): Route[] => {
    const path = `/api/v4/${entity}/custom_fields`;
    return [
      { method: 'GET', path, rights: 'user', handle: (ctx) => list(ctx, entity) },
      { method: 'POST', path, rights: 'admin', handle: (ctx) => add(ctx, entity) },
      { method: 'PATCH', path, rights: 'admin', handle: (ctx) => changeMany(ctx, entity) },
      { method: 'GET', path: `${path}/:id`, rights: 'user', handle: (ctx) => show(ctx, entity) },
      { method: 'PATCH', path: `${path}/:id`, rights: 'admin', handle: (ctx) => changeOne(ctx, entity) },
      { method: 'DELETE', path: `${path}/:id`, rights: 'admin', handle: (ctx) => remove(ctx, entity) },
    ];
  },
);
