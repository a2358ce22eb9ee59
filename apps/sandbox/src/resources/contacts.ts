import { recordChanges } from '../changes/write-scope.js';
import { customValuesView, readCustomValues } from '../entities/custom-values.js';
import { orderRows } from '../entities/order-rows.js';
import {
  applyCommon,
  applyFieldValues,
  checkUsers,
  entityShape,
  newEntityBase,
  touch,
  type EntityBody,
} from '../entities/write-entity.js';
import { noContent, ok, type Answer } from '../http/answer.js';
import { pageOf, selfLink, writtenList } from '../http/page.js';
import { readBatch, readObject, type WriteItem } from '../http/read-items.js';
import { demand, mayDo } from '../http/rights.js';
import type { ApiContext, Route } from '../http/route.js';
import type { Shape } from '../http/shape.js';
import type { Contact, FieldValues } from '../state/entity.js';

interface ContactBody extends EntityBody {
  first_name?: string | null;
  last_name?: string | null;
}

const contactShape: Shape<ContactBody> = {
  ...entityShape,
  first_name: { type: 'string', nullable: true },
  last_name: { type: 'string', nullable: true },
};

const hrefOf = (ctx: ApiContext, id: number): string => `${ctx.origin}/api/v4/contacts/${id}`;

/** A contact as answers show it (entities 4.1). */
function contactView(ctx: ApiContext, contact: Contact): Record<string, unknown> {
  return {
    id: contact.id,
    name: contact.name,
    first_name: contact.first_name,
    last_name: contact.last_name,
    responsible_user_id: contact.responsible_user_id,
    group_id: contact.group_id,
    created_by: contact.created_by,
    updated_by: contact.updated_by,
    created_at: contact.created_at,
    updated_at: contact.updated_at,
    closest_task_at: contact.closest_task_at,
    is_deleted: contact.is_deleted,
    is_unsorted: contact.is_unsorted,
    custom_fields_values: customValuesView(ctx.account, contact.custom_fields_values),
    account_id: ctx.account.id,
    _links: selfLink(hrefOf(ctx, contact.id)),
    _embedded: { tags: [], companies: contact.company_id === null ? [] : [{ id: contact.company_id }] },
  };
}

function list(ctx: ApiContext): Answer {
  const visible = [...ctx.account.contacts.values()].filter(
    (one) => !one.is_deleted && !one.is_unsorted && mayDo(ctx.user, 'view', 'contacts', one),
  );
  const rows = orderRows(ctx, visible, ['updated_at', 'id']);
  return pageOf(ctx, rows, { key: 'contacts', view: (contact) => contactView(ctx, contact) });
}

function show(ctx: ApiContext): Answer {
  const contact = ctx.account.contacts.get(Number(ctx.params.id));
  if (!contact || contact.is_deleted) return noContent;
  demand(mayDo(ctx.user, 'view', 'contacts', contact));
  return ok(contactView(ctx, contact));
}

/** Entities 19.8: the name follows first and last name, in the account's order. */
function fullName(ctx: ApiContext, body: ContactBody, present?: Contact): string | undefined {
  if (body.first_name === undefined && body.last_name === undefined) return body.name ?? undefined;
  const parts = [body.first_name ?? present?.first_name ?? '', body.last_name ?? present?.last_name ?? ''];
  if (ctx.account.contact_name_display_order === 2) parts.reverse();
  return parts.filter((part) => part !== '').join(' ');
}

function addOne(ctx: ApiContext, body: ContactBody, values: FieldValues[]): Contact {
  const contact: Contact = {
    ...newEntityBase(ctx.scope, { ...body, name: fullName(ctx, body) }),
    first_name: body.first_name ?? '',
    last_name: body.last_name ?? '',
    company_id: null,
    is_unsorted: false,
  };
  applyFieldValues(contact, values);
  ctx.account.contacts.set(contact.id, contact);
  recordChanges(ctx.scope, { type: 'contacts', id: contact.id }, [{ kind: 'added' }]);
  return contact;
}

function readValues(ctx: ApiContext, { body, errors }: WriteItem<ContactBody>): FieldValues[] {
  if (errors.errors.length > 0) return [];
  checkUsers(ctx.account, body, errors);
  return readCustomValues(ctx.account, 'contacts', body.custom_fields_values ?? [], errors);
}

function add(ctx: ApiContext): Answer {
  demand(ctx.user.is_admin || ctx.user.rights.contacts.add === 'A');
  const { items, validation } = readBatch(ctx, contactShape);
  const values = items.map((item) => readValues(ctx, item));
  validation.throwIfAny();
  const rows = items.map(({ body, requestId }, index) => {
    const { id } = addOne(ctx, body, values[index] ?? []);
    return { id, request_id: requestId, _links: selfLink(hrefOf(ctx, id)) };
  });
  return ok(writtenList(ctx, 'contacts', rows));
}

function changeContact(ctx: ApiContext, contact: Contact, body: ContactBody, values: FieldValues[]): void {
  const details = applyCommon(ctx.scope, contact, { ...body, name: fullName(ctx, body, contact) });
  contact.first_name = body.first_name ?? contact.first_name;
  contact.last_name = body.last_name ?? contact.last_name;
  details.push(...applyFieldValues(contact, values));
  if (details.length > 0) touch(ctx.scope, contact, body);
  recordChanges(ctx.scope, { type: 'contacts', id: contact.id }, details);
}

function contactOf(ctx: ApiContext, id: number | undefined, item: WriteItem<ContactBody>): Contact | null {
  const contact = id === undefined ? undefined : ctx.account.contacts.get(id);
  if (id === undefined) item.errors.add('FieldMissing', 'id');
  else if (!contact || contact.is_deleted) item.errors.add('NotSupportedChoice', 'id');
  if (!contact || contact.is_deleted) return null;
  demand(mayDo(ctx.user, 'edit', 'contacts', contact));
  return contact;
}

const patched = (ctx: ApiContext, { id, name, updated_at }: Contact): Record<string, unknown> => {
  return { id, name, updated_at, _links: selfLink(hrefOf(ctx, id)) };
};

function changeMany(ctx: ApiContext): Answer {
  const { items, validation } = readBatch(ctx, contactShape);
  const work = items.map((item) => ({
    item,
    contact: contactOf(ctx, item.body.id, item),
    values: readValues(ctx, item),
  }));
  validation.throwIfAny();
  const rows = work.flatMap(({ item, contact, values }) => {
    if (!contact) return [];
    changeContact(ctx, contact, item.body, values);
    return [patched(ctx, contact)];
  });
  return ok(writtenList(ctx, 'contacts', rows));
}

function changeOne(ctx: ApiContext): Answer {
  const item = readObject(ctx, contactShape);
  const contact = contactOf(ctx, Number(ctx.params.id), item);
  const values = readValues(ctx, item);
  item.validation.throwIfAny();
  if (!contact) return noContent;
  changeContact(ctx, contact, item.body, values);
  return ok(patched(ctx, contact));
}

/** Entities 4.1, thin: no `with`, filters, tags or links yet. */
export const contactRoutes: readonly Route[] = [
  { method: 'GET', path: '/api/v4/contacts', rights: 'user', handle: list },
  { method: 'POST', path: '/api/v4/contacts', rights: 'user', handle: add },
  { method: 'PATCH', path: '/api/v4/contacts', rights: 'user', handle: changeMany },
  { method: 'GET', path: '/api/v4/contacts/:id', rights: 'user', handle: show },
  { method: 'PATCH', path: '/api/v4/contacts/:id', rights: 'user', handle: changeOne },
];
