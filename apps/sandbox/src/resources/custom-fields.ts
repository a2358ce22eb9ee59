import { orderRows } from '../entities/order-rows.js';
import { noContent, ok, type Answer } from '../http/answer.js';
import { pageOf, wholeList } from '../http/page.js';
import { ApiProblem } from '../http/problem.js';
import { queryList } from '../http/query.js';
import { checkOwnId, readBatch, readObject } from '../http/read-items.js';
import type { ApiContext, Route } from '../http/route.js';
import { unknownId } from '../http/unknown-id.js';
import { switchOf } from '../state/account.js';
import type { CustomField } from '../state/custom-field.js';
import { newField } from '../state/default-fields.js';
import { changeField, removeField } from './change-field.js';
import { fieldPatchShape, fieldPostShape } from './custom-field-body.js';
import { checkField } from './custom-field-check.js';
import { enumsView, fieldView } from './custom-field-view.js';
import { fieldBase, ownerRoute, owns, type FieldOwner } from './field-owner.js';

const maxSegmentFields = 30;

const fieldsOf = (ctx: ApiContext, owner: FieldOwner): CustomField[] =>
  [...ctx.account.fields.values()].filter((field) => owns(owner, field));

function fieldOf(ctx: ApiContext, owner: FieldOwner, deed: 'read' | 'write'): CustomField {
  const field = ctx.account.fields.get(Number(ctx.params.id));
  if (!field || !owns(owner, field)) return unknownId(ctx, deed, 'Custom field not found');
  return field;
}

const sortRequired = (ctx: ApiContext): boolean => switchOf(ctx.account, 'enum_sort_required');

function list(ctx: ApiContext, owner: FieldOwner): Answer {
  const types = queryList(ctx.query, 'filter', 'type');
  const found = fieldsOf(ctx, owner).filter((field) => !types || types.includes(field.type));
  const rows = orderRows(ctx, found, ['sort', 'id']);
  return pageOf(ctx, rows, { key: 'custom_fields', view: (field) => fieldView(ctx, field), totals: true });
}

function checkLimit(ctx: ApiContext, owner: FieldOwner, more: number): void {
  const { fieldsLimit } = ctx.account.features;
  if (fieldsLimit > 0 && ctx.account.fields.size + more > fieldsLimit)
    throw new ApiProblem(422, `Limit ${fieldsLimit} custom fields per account`);
  if (owner.entity === 'segments' && fieldsOf(ctx, owner).length + more > maxSegmentFields)
    throw new ApiProblem(422, `Limit ${maxSegmentFields} custom fields of segments`);
}

function add(ctx: ApiContext, owner: FieldOwner): Answer {
  const { items, validation } = readBatch(ctx, fieldPostShape(sortRequired(ctx)));
  const codes = new Set<string>();
  for (const item of items) checkField(ctx, owner, item, null, codes);
  validation.throwIfAny();
  checkLimit(ctx, owner, items.length);
  const rows = items.map(({ body, requestId }) => {
    const field = newField(ctx.sandbox.ids.next(), owner.entity, body.type ?? 'text', body.name ?? '');
    field.catalog_id = owner.catalog?.id ?? null;
    ctx.account.fields.set(field.id, field);
    changeField(ctx.account, ctx.sandbox.ids, field, body);
    return { ...fieldView(ctx, field), request_id: requestId };
  });
  return ok(wholeList('custom_fields', rows), 201);
}

/** As one Kommo example shows them: enums as an object keyed by index, where the switch says so. */
function patchedView(ctx: ApiContext, field: CustomField): Record<string, unknown> {
  const view = fieldView(ctx, field);
  const enums = switchOf(ctx.account, 'batch_patch_enums') === 'object' ? enumsView(field) : null;
  return enums ? { ...view, enums: Object.fromEntries(Object.entries(enums)) } : view;
}

function changeMany(ctx: ApiContext, owner: FieldOwner): Answer {
  const { items, validation } = readBatch(ctx, fieldPatchShape(sortRequired(ctx)));
  const codes = new Set<string>();
  /** Fields as the items so far leave them: enums that one leaves out are gone for the next one. */
  const drafts = new Map<number, CustomField>();
  const work = items.flatMap((item) => {
    const { id } = item.body;
    const found = id === undefined ? undefined : ctx.account.fields.get(id);
    const field = found && owns(owner, found) ? found : undefined;
    if (id === undefined) item.errors.add('FieldMissing', 'id');
    else if (!field) item.errors.add('NotSupportedChoice', 'id');
    if (!field) return [];
    const draft = drafts.get(field.id) ?? field;
    checkField(ctx, owner, item, draft, codes);
    const { enums } = item.body;
    const kept = enums && draft.enums?.filter((one) => enums.some((sent) => sent.id === one.id));
    if (kept) drafts.set(field.id, { ...draft, enums: kept });
    return [{ field, body: item.body, requestId: item.requestId }];
  });
  validation.throwIfAny();
  for (const { field, body } of work) changeField(ctx.account, ctx.sandbox.ids, field, body);
  const rows = work.map(({ field, requestId }) => ({ ...patchedView(ctx, field), request_id: requestId }));
  return ok(wholeList('custom_fields', rows), switchOf(ctx.account, 'field_patch_status'));
}

function changeOne(ctx: ApiContext, owner: FieldOwner): Answer {
  const field = fieldOf(ctx, owner, 'write');
  const item = readObject(ctx, fieldPatchShape(sortRequired(ctx)));
  checkOwnId(item, field.id);
  checkField(ctx, owner, item, field, new Set());
  item.validation.throwIfAny();
  changeField(ctx.account, ctx.sandbox.ids, field, item.body);
  const view = { ...fieldView(ctx, field), request_id: item.requestId };
  return ok(view, switchOf(ctx.account, 'field_patch_status'));
}

function remove(ctx: ApiContext, owner: FieldOwner): Answer {
  const field = fieldOf(ctx, owner, 'write');
  if (!field.is_deletable) throw new ApiProblem(403, 'Forbidden');
  removeField(ctx.account, field);
  return noContent;
}

/** Config 4.1. */
export const customFieldRoutes: readonly Route[] = (
  ['leads', 'contacts', 'companies', 'customers', 'segments', 'catalogs'] as const
).flatMap((entity): Route[] => {
  const path = `${fieldBase(entity, ':catalog')}/custom_fields`;
  const on = ownerRoute(entity);
  const show = on('read', (ctx, owner) => ok(fieldView(ctx, fieldOf(ctx, owner, 'read'))));
  return [
    { method: 'GET', path, rights: 'user', handle: on('read', list) },
    { method: 'POST', path, rights: 'admin', handle: on('write', add) },
    { method: 'PATCH', path, rights: 'admin', handle: on('write', changeMany) },
    { method: 'GET', path: `${path}/:id`, rights: 'user', handle: show },
    { method: 'PATCH', path: `${path}/:id`, rights: 'admin', handle: on('write', changeOne) },
    { method: 'DELETE', path: `${path}/:id`, rights: 'admin', handle: on('write', remove) },
  ];
});
