import { selfLink, type LinkContext } from '../http/page.js';
import type { Account } from '../state/account.js';
import type { Company, Contact, EntityBase, Lead } from '../state/entity.js';
import { customValuesView } from '../values/custom-values.js';
import { switchOf } from '../state/account.js';
import { tagsView } from './tags.js';

/** What a view needs of a call. */
export interface ViewContext extends LinkContext {
  account: Account;
}

type View = Record<string, unknown>;

const pathOf = (type: string, id: number): string => `/api/v4/${type}/${id}`;
const linked = (ctx: ViewContext, type: string, id: number): View => {
  return { id, _links: selfLink(ctx, pathOf(type, id)) };
};

function companyOf(ctx: ViewContext, id: number | null): View[] {
  if (id === null || ctx.account.companies.get(id)?.is_deleted !== false) return [];
  return [linked(ctx, 'companies', id)];
}

function contactsOf(ctx: ViewContext, lead: Lead): View[] {
  return lead.contacts.flatMap(({ id, is_main }) => {
    if (ctx.account.contacts.get(id)?.is_deleted !== false) return [];
    return [{ id, is_main, _links: selfLink(ctx, pathOf('contacts', id)) }];
  });
}

function lossReasonOf(ctx: ViewContext, lead: Lead): unknown {
  const reason = lead.loss_reason_id === null ? undefined : ctx.account.lossReasons.get(lead.loss_reason_id);
  const view = reason && {
    ...reason,
    _links: selfLink(ctx, pathOf('leads/loss_reasons', reason.id)),
  };
  if (switchOf(ctx.account, 'loss_reason_embed') === 'object') return view ?? null;
  return view ? [view] : [];
}

/** A lead as answers show it; some keys come only `with` (entities 1.3, 1.4). */
export function leadView(ctx: ViewContext, lead: Lead, wanted: ReadonlySet<string>): View {
  const embedded: View = { tags: tagsView(ctx.account, lead), companies: companyOf(ctx, lead.company_id) };
  if (wanted.has('contacts')) embedded.contacts = contactsOf(ctx, lead);
  if (wanted.has('catalog_elements')) embedded.catalog_elements = [];
  if (wanted.has('loss_reason')) embedded.loss_reason = lossReasonOf(ctx, lead);
  if (wanted.has('source')) embedded.source = null;
  const view: View = {
    id: lead.id,
    name: lead.name,
    price: Math.trunc(lead.price),
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
    custom_fields_values: customValuesView(ctx.account, lead.custom_fields_values),
    score: lead.score,
    account_id: ctx.account.id,
    labor_cost: lead.labor_cost,
  };
  if (wanted.has('source_id')) view.source_id = lead.source_id;
  if (wanted.has('is_price_modified_by_robot'))
    view.is_price_modified_by_robot = lead.is_price_modified_by_robot;
  if (switchOf(ctx.account, 'price_minor_units')) view.price_with_minor_units = lead.price;
  view._links = selfLink(ctx, pathOf('leads', lead.id));
  view._embedded = embedded;
  return view;
}

const cardKeys = (ctx: ViewContext, card: EntityBase): View => {
  return {
    responsible_user_id: card.responsible_user_id,
    group_id: card.group_id,
    created_by: card.created_by,
    updated_by: card.updated_by,
    created_at: card.created_at,
    updated_at: card.updated_at,
    closest_task_at: card.closest_task_at,
    is_deleted: card.is_deleted,
    custom_fields_values: customValuesView(ctx.account, card.custom_fields_values),
    account_id: ctx.account.id,
  };
};

/** Leads by the card they hang on, found in one pass over all leads. */
function leadsBy(account: Account, cardsOf: (lead: Lead) => readonly number[]): Map<number, number[]> {
  const found = new Map<number, number[]>();
  for (const lead of account.leads.values()) {
    if (lead.is_deleted) continue;
    for (const id of cardsOf(lead)) {
      const list = found.get(id);
      if (list) list.push(lead.id);
      else found.set(id, [lead.id]);
    }
  }
  return found;
}

/** Views of contacts; the leads of all of them are looked up at most once (entities 4.1). */
export function contactViewer(ctx: ViewContext, wanted: ReadonlySet<string>): (contact: Contact) => View {
  let leads: Map<number, number[]> | undefined;
  return (contact) => {
    const embedded: View = {
      tags: tagsView(ctx.account, contact),
      companies: companyOf(ctx, contact.company_id),
    };
    if (wanted.has('leads')) {
      leads ??= leadsBy(ctx.account, (lead) => lead.contacts.map((one) => one.id));
      embedded.leads = (leads.get(contact.id) ?? []).map((id) => linked(ctx, 'leads', id));
    }
    if (wanted.has('customers')) embedded.customers = [];
    if (wanted.has('catalog_elements')) embedded.catalog_elements = [];
    if (wanted.has('social_profiles')) embedded.social_profiles = [];
    return {
      id: contact.id,
      name: contact.name,
      first_name: contact.first_name,
      last_name: contact.last_name,
      ...cardKeys(ctx, contact),
      is_unsorted: contact.is_unsorted,
      _links: selfLink(ctx, pathOf('contacts', contact.id)),
      _embedded: embedded,
    };
  };
}

function contactsByCompany(account: Account): Map<number, number[]> {
  const found = new Map<number, number[]>();
  for (const { id, company_id, is_deleted, is_unsorted } of account.contacts.values()) {
    if (company_id === null || is_deleted || is_unsorted) continue;
    const list = found.get(company_id);
    if (list) list.push(id);
    else found.set(company_id, [id]);
  }
  return found;
}

/** Views of companies (entities 4.2). */
export function companyViewer(ctx: ViewContext, wanted: ReadonlySet<string>): (company: Company) => View {
  let contacts: Map<number, number[]> | undefined;
  let leads: Map<number, number[]> | undefined;
  return (company) => {
    const embedded: View = { tags: tagsView(ctx.account, company) };
    if (wanted.has('contacts')) {
      contacts ??= contactsByCompany(ctx.account);
      embedded.contacts = (contacts.get(company.id) ?? []).map((id) => linked(ctx, 'contacts', id));
    }
    if (wanted.has('leads')) {
      leads ??= leadsBy(ctx.account, (lead) => (lead.company_id === null ? [] : [lead.company_id]));
      embedded.leads = (leads.get(company.id) ?? []).map((id) => linked(ctx, 'leads', id));
    }
    if (wanted.has('customers')) embedded.customers = [];
    if (wanted.has('catalog_elements')) embedded.catalog_elements = [];
    return {
      id: company.id,
      name: company.name,
      ...cardKeys(ctx, company),
      _links: selfLink(ctx, pathOf('companies', company.id)),
      _embedded: embedded,
    };
  };
}
