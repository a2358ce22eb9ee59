import type { AmoClient } from './amo-client.js';
import type { Query } from './build-query.js';
import type { ContactWrite } from './contacts.js';
import type { ItemOutcome } from './cut-batches.js';
import { fieldValues, tags, type NewFieldValues, type TagRef } from './field-values.js';
import { decimal, flag, int, listInCard, or, orNull, shape, text, whole, type Read } from './read-value.js';
import { readCard } from './read-card.js';
import { readPages, type OnUnreadable } from './read-pages.js';
import type { Join } from './together/join.js';
import { contactTerms } from './together/contact-terms.js';
import { patchRequest, writeBatch, writeJoinable } from './write-batch.js';

const lead = shape({
  id: int,
  name: or(text, ''),
  /** Whole roubles; `priceOf` has the kopecks, and a price is written with them (entities 1.1). */
  price: or(whole, 0),
  price_with_minor_units: orNull(decimal),
  responsible_user_id: or(int, 0),
  group_id: or(int, 0),
  status_id: or(int, 0),
  pipeline_id: or(int, 0),
  loss_reason_id: orNull(int),
  created_by: or(int, 0),
  updated_by: or(int, 0),
  created_at: or(int, 0),
  updated_at: or(int, 0),
  closed_at: orNull(int),
  closest_task_at: orNull(int),
  is_deleted: or(flag, false),
  custom_fields_values: listInCard(fieldValues),
  _embedded: or(
    shape({
      tags,
      companies: listInCard(shape({ id: int })),
      contacts: listInCard(shape({ id: int, is_main: or(flag, false) })),
    }),
    { tags: [], companies: [], contacts: [] },
  ),
});
const written = shape({ id: int });
const patched = or(shape({ updated_at: orNull(int) }), { updated_at: null });
const complexAnswer = shape({
  id: int,
  contact_id: orNull(int),
  company_id: orNull(int),
  merged: or(flag, false),
});

export type AmoLead = Read<typeof lead>;
export type ComplexLead = Read<typeof complexAnswer>;

/** The price of a lead with its kopecks, where the account shows them. */
export function priceOf({ price, price_with_minor_units }: AmoLead): number {
  return price_with_minor_units ?? price;
}

/** The contact that amoCRM shows as the lead's main one; null when it has none. */
export function mainContactOf({ _embedded: { contacts } }: AmoLead): number | null {
  return (contacts.find((contact) => contact.is_main) ?? contacts[0])?.id ?? null;
}

/** Keys of a lead that may be written; PATCH changes only the keys present. */
export interface LeadWrite {
  name?: string;
  price?: number;
  responsible_user_id?: number;
  pipeline_id?: number;
  /** Never an unsorted stage; 142 and 143 need `pipeline_id` beside them. */
  status_id?: number;
  /** Only for a lead that is in 143 already (entities 1.7). */
  loss_reason_id?: number;
  created_by?: number;
  updated_by?: number;
  custom_fields_values?: NewFieldValues[];
  tags_to_add?: TagRef[];
  tags_to_delete?: TagRef[];
  _embedded?: {
    tags?: TagRef[] | null;
    contacts?: { id: number; is_main?: boolean }[];
    companies?: { id: number }[];
  };
}

/** A new lead with a new contact. */
export interface NewComplexLead extends Omit<LeadWrite, '_embedded'> {
  _embedded?: { tags?: TagRef[] | null; contacts?: ContactWrite[] };
}

const path = '/api/v4/leads';

/**
 * The lead with its contacts, or null where amoCRM shows none (`readCard`). With `isEnough` a list may answer instead
 * when calls have to wait, if it shows the lead and `isEnough` accepts it. A lead that `isEnough` rejects shows that
 * the lists of the account lag: for ten minutes no list is used. Null always comes from a read by id.
 */
export async function findLead(
  amo: AmoClient,
  id: number,
  isEnough?: (lead: AmoLead) => boolean,
): Promise<AmoLead | null> {
  const join: Join | undefined = isEnough && {
    ...{ kind: 'read', list: 'leads', id, with: 'contacts' },
    judge: (row) => (isEnough(lead(row, 'lead')) ? 'enough' : 'stale'),
  };
  const body = await readCard(amo, { path: `${path}/${id}`, query: { with: 'contacts' }, join });
  return body === undefined ? null : lead(body, 'lead');
}

/**
 * Pages of leads in the given order. `filter` is a paid option: without it amoCRM ignores filters in silence and gives
 * every lead, so check each lead again. With `onUnreadable` a lead that cannot be read is left out and reported.
 */
export function listLeads(
  amo: AmoClient,
  query: Query = {},
  firstPage = 1,
  onUnreadable?: OnUnreadable,
): AsyncGenerator<AmoLead[], void> {
  return readPages(amo, {
    ...{ path, key: 'leads', read: lead, query: { with: 'contacts', ...query }, firstPage },
    ...(onUnreadable ? { onUnreadable } : {}),
  });
}

/** Pages of leads, newest first: what to walk when searching for a lead that was written a moment ago. */
export function listNewestLeads(
  amo: AmoClient,
  onUnreadable?: OnUnreadable,
): AsyncGenerator<AmoLead[], void> {
  return listLeads(amo, { order: { created_at: 'desc' } }, 1, onUnreadable);
}

/** Pages of leads, the one that was changed last first: what to walk when looking for a lead that was just changed. */
export function listChangedLeads(amo: AmoClient, query: Query = {}): AsyncGenerator<AmoLead[], void> {
  return listLeads(amo, { ...query, order: { updated_at: 'desc' } });
}

/** Creates one lead and returns its id. A repeat makes a second lead: after `OutcomeUnknown`, read first. */
export async function createLead(amo: AmoClient, item: LeadWrite): Promise<number> {
  const contacts = (item._embedded?.contacts ?? []).map((contact) => `contacts ${contact.id}`);
  const request = { method: 'POST', path, items: [item], key: 'leads', read: written } as const;
  return (await writeJoinable(amo, request, contacts)).id;
}

/** Creates many leads; outcomes in the given order. */
export async function createLeads(
  amo: AmoClient,
  items: readonly LeadWrite[],
): Promise<ItemOutcome<{ id: number }>[]> {
  return writeBatch(amo, { method: 'POST', path, items, key: 'leads', read: written });
}

/**
 * Creates one lead together with its contact and company. Where duplicate control meets the integration it may join the
 * lead to a deal that is there: `merged` then. A repeat makes a second lead: after `OutcomeUnknown`, read first.
 */
export async function createComplexLead(amo: AmoClient, item: NewComplexLead): Promise<ComplexLead> {
  const request = { method: 'POST', path: `${path}/complex`, items: [item], key: null } as const;
  const terms = (item._embedded?.contacts ?? []).flatMap(contactTerms);
  return writeJoinable(amo, { ...request, read: complexAnswer }, terms);
}

/** Creates leads together with their contact and company (50 a call). Duplicate control may merge them. */
export async function createComplexLeads(
  amo: AmoClient,
  items: readonly object[],
): Promise<ItemOutcome<ComplexLead>[]> {
  return writeBatch(amo, { method: 'POST', path: `${path}/complex`, items, key: null, read: complexAnswer });
}

/**
 * Changes one lead. Leave `updated_at` out: an older one than stored is refused. Returns amoCRM's second of the change, or
 * null when the answer does not say it.
 */
export async function patchLead(amo: AmoClient, id: number, change: LeadWrite): Promise<number | null> {
  const { body } = await amo.call(patchRequest({ list: 'leads', id, change }));
  return patched(body, 'lead').updated_at;
}

/** Changes many leads; outcomes in the given order. */
export async function patchLeads(
  amo: AmoClient,
  items: readonly (LeadWrite & { id: number })[],
): Promise<ItemOutcome<{ id: number }>[]> {
  return writeBatch(amo, { method: 'PATCH', path, items, key: 'leads', read: written });
}
