import { customValuesView, readCustomValues } from '../entities/custom-values.js';
import { orderRows } from '../entities/order-rows.js';
import { checkUsers, entityShape } from '../entities/write-entity.js';
import { addLead, changeLead, placeFor, type LeadBody, type LeadWrite } from '../entities/write-lead.js';
import { noContent, ok, type Answer } from '../http/answer.js';
import { pageOf, selfLink, writtenList } from '../http/page.js';
import { readBatch, readObject, type WriteItem } from '../http/read-items.js';
import { demand, mayDo } from '../http/rights.js';
import type { ApiContext, Route } from '../http/route.js';
import type { Shape } from '../http/shape.js';
import type { Lead } from '../state/entity.js';

const leadShape: Shape<LeadBody> = {
  ...entityShape,
  price: { type: 'int', nullable: true },
  status_id: { type: 'int' },
  pipeline_id: { type: 'int' },
  loss_reason_id: { type: 'int', nullable: true },
  closed_at: { type: 'int', nullable: true },
};

const hrefOf = (ctx: ApiContext, id: number): string => `${ctx.origin}/api/v4/leads/${id}`;

/** A lead as answers show it (entities 1.4). */
function leadView(ctx: ApiContext, lead: Lead): Record<string, unknown> {
  const { account } = ctx;
  return {
    id: lead.id,
    name: lead.name,
    price: lead.price,
    responsible_user_id: lead.responsible_user_id,
    group_id: lead.group_id,
    status_id: lead.status_id,
    pipeline_id: lead.pipeline_id,
    loss_reason_id: lead.loss_reason_id,
    created_by: lead.created_by,
    updated_by: lead.updated_by,
    created_at: lead.created_at,
    updated_at: lead.updated_at,
    closed_at: lead.closed_at,
    closest_task_at: lead.closest_task_at,
    is_deleted: lead.is_deleted,
    custom_fields_values: customValuesView(account, lead.custom_fields_values),
    score: lead.score,
    account_id: account.id,
    labor_cost: lead.labor_cost,
    _links: selfLink(hrefOf(ctx, lead.id)),
    _embedded: { tags: [], companies: lead.company_id === null ? [] : [{ id: lead.company_id }] },
  };
}

function* visibleLeads(ctx: ApiContext): Generator<Lead> {
  for (const lead of ctx.account.leads.values()) {
    if (!lead.is_deleted && mayDo(ctx.user, 'view', 'leads', lead)) yield lead;
  }
}

function list(ctx: ApiContext): Answer {
  const rows = orderRows(ctx, visibleLeads(ctx), ['created_at', 'updated_at', 'id']);
  return pageOf(ctx, rows, { key: 'leads', view: (lead) => leadView(ctx, lead) });
}

function show(ctx: ApiContext): Answer {
  const lead = ctx.account.leads.get(Number(ctx.params.id));
  if (!lead || lead.is_deleted) return noContent;
  demand(mayDo(ctx.user, 'view', 'leads', lead));
  return ok(leadView(ctx, lead));
}

/** Checks one item whole and turns it into a write; null when it had errors. */
function readWrite(ctx: ApiContext, item: WriteItem<LeadBody>, lead: Lead | null): LeadWrite | null {
  const { body, errors } = item;
  if (errors.errors.length > 0) return null;
  checkUsers(ctx.account, body, errors);
  const place = placeFor(ctx.account, body, lead, errors);
  const values = readCustomValues(ctx.account, 'leads', body.custom_fields_values ?? [], errors);
  return place && { body, place: { pipeline_id: place.pipeline_id, status_id: place.status_id }, values };
}

function add(ctx: ApiContext): Answer {
  demand(ctx.user.is_admin || ctx.user.rights.leads.add === 'A');
  const { items, validation } = readBatch(ctx, leadShape);
  const writes = items.map((item) => readWrite(ctx, item, null));
  validation.throwIfAny();
  const rows = writes.flatMap((write, index) => {
    if (!write) return [];
    const { id } = addLead(ctx.scope, write);
    return [{ id, request_id: items[index]?.requestId, _links: selfLink(hrefOf(ctx, id)) }];
  });
  return ok(writtenList(ctx, 'leads', rows));
}

/** The lead a PATCH item names; an unknown id is reported under `id`. */
function leadOf(ctx: ApiContext, id: number | undefined, item: WriteItem<LeadBody>): Lead | null {
  const lead = id === undefined ? undefined : ctx.account.leads.get(id);
  if (id === undefined) item.errors.add('FieldMissing', 'id');
  else if (!lead || lead.is_deleted) item.errors.add('NotSupportedChoice', 'id');
  if (!lead || lead.is_deleted) return null;
  demand(mayDo(ctx.user, 'edit', 'leads', lead));
  return lead;
}

const patched = (ctx: ApiContext, { id, updated_at }: Lead): Record<string, unknown> => {
  return { id, updated_at, _links: selfLink(hrefOf(ctx, id)) };
};

function changeMany(ctx: ApiContext): Answer {
  const { items, validation } = readBatch(ctx, leadShape);
  const work = items.map((item) => {
    const lead = leadOf(ctx, item.body.id, item);
    return { lead, write: lead && readWrite(ctx, item, lead) };
  });
  validation.throwIfAny();
  const rows = work.flatMap(({ lead, write }) => {
    if (!lead || !write) return [];
    changeLead(ctx.scope, lead, write);
    return [patched(ctx, lead)];
  });
  return ok(writtenList(ctx, 'leads', rows));
}

function changeOne(ctx: ApiContext): Answer {
  const item = readObject(ctx, leadShape);
  const lead = leadOf(ctx, Number(ctx.params.id), item);
  const write = lead && readWrite(ctx, item, lead);
  item.validation.throwIfAny();
  if (lead && write) changeLead(ctx.scope, lead, write);
  return lead ? ok(patched(ctx, lead)) : noContent;
}

/** Entities 1, thin: no `with`, filters, tags, links, loss reason check or unsorted yet. */
export const leadRoutes: readonly Route[] = [
  { method: 'GET', path: '/api/v4/leads', rights: 'user', handle: list },
  { method: 'POST', path: '/api/v4/leads', rights: 'user', handle: add },
  { method: 'PATCH', path: '/api/v4/leads', rights: 'user', handle: changeMany },
  { method: 'GET', path: '/api/v4/leads/:id', rights: 'user', handle: show },
  { method: 'PATCH', path: '/api/v4/leads/:id', rights: 'user', handle: changeOne },
];
