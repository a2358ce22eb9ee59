import type { AmoClient } from './amo-client.js';
import type { ItemOutcome } from './cut-batches.js';
import type { Query } from './build-query.js';
import { fieldValues, tags, type NewFieldValues, type TagRef } from './field-values.js';
import { flag, int, listInCard, or, orNull, shape, text, type Read } from './read-value.js';
import { readCard } from './read-card.js';
import { readAll, readPages, type OnUnreadable } from './read-pages.js';
import { contactTerms } from './together/contact-terms.js';
import type { Join } from './together/join.js';
import { patchRequest, writeBatch, writeJoinable } from './write-batch.js';

const contact = shape({
  id: int,
  name: or(text, ''),
  first_name: or(text, ''),
  last_name: or(text, ''),
  responsible_user_id: or(int, 0),
  created_at: or(int, 0),
  updated_at: or(int, 0),
  is_deleted: or(flag, false),
  closest_task_at: orNull(int),
  custom_fields_values: listInCard(fieldValues),
  _embedded: or(
    shape({ tags, companies: listInCard(shape({ id: int })), leads: listInCard(shape({ id: int })) }),
    {
      tags: [],
      companies: [],
      leads: [],
    },
  ),
});
const written = shape({ id: int });

export type AmoContact = Read<typeof contact>;

/** Keys of a contact that may be written. No key is required. */
export interface ContactWrite {
  name?: string;
  first_name?: string;
  last_name?: string;
  responsible_user_id?: number;
  created_by?: number;
  custom_fields_values?: NewFieldValues[];
  tags_to_add?: TagRef[];
  tags_to_delete?: TagRef[];
}

/** What a contact says in its fields with this code, as it is written there. */
export function contactTexts(
  contact: Pick<AmoContact, 'custom_fields_values'>,
  code: 'PHONE' | 'EMAIL',
): string[] {
  return contact.custom_fields_values
    .filter((field) => field.field_code === code)
    .flatMap((field) => field.values.map(({ value }) => value))
    .filter((value) => typeof value === 'string');
}

const path = '/api/v4/contacts';

/**
 * The contact with its leads, or null where amoCRM shows none (`readCard`). With `isEnough` a list may answer for it as for
 * `findLead`, if `isEnough` accepts the contact that it shows; a contact that it rejects is no sign that lists lag.
 */
export async function findContact(
  amo: AmoClient,
  id: number,
  isEnough?: (contact: AmoContact) => boolean,
): Promise<AmoContact | null> {
  const join: Join | undefined = isEnough && {
    ...{ kind: 'read', list: 'contacts', id, with: 'leads' },
    judge: (row) => (isEnough(contact(row, 'contact')) ? 'enough' : 'alone'),
  };
  const body = await readCard(amo, { path: `${path}/${id}`, query: { with: 'leads' }, join });
  return body === undefined ? null : contact(body, 'contact');
}

/**
 * Contacts that mention this phone (last ten digits) or e-mail in any field. amoCRM searches all fields and may lag
 * behind writes: compare PHONE or EMAIL of each hit yourself.
 */
export async function searchContacts(amo: AmoClient, query: string): Promise<AmoContact[]> {
  return readAll(amo, { path, key: 'contacts', read: contact, query: { query, with: 'leads' } });
}

/** Pages of contacts in the given order, without their leads; of `filter` and `onUnreadable` see `listLeads`. */
export function listContacts(
  amo: AmoClient,
  query: Query = {},
  firstPage = 1,
  onUnreadable?: OnUnreadable,
): AsyncGenerator<AmoContact[], void> {
  return readPages(amo, {
    ...{ path, key: 'contacts', read: contact, query, firstPage },
    ...(onUnreadable ? { onUnreadable } : {}),
  });
}

/** Pages of contacts, newest first: what to walk when searching for a contact that was written a moment ago. */
export function listNewestContacts(
  amo: AmoClient,
  onUnreadable?: OnUnreadable,
): AsyncGenerator<AmoContact[], void> {
  return listContacts(amo, { order: { id: 'desc' } }, 1, onUnreadable);
}

/** Creates one contact and gives its id. */
export async function createContact(amo: AmoClient, item: ContactWrite): Promise<number> {
  const request = { method: 'POST', path, items: [item], key: 'contacts', read: written } as const;
  return (await writeJoinable(amo, request, contactTerms(item))).id;
}

/** Changes one contact; values sent for PHONE or EMAIL replace all of that field. */
export async function patchContact(amo: AmoClient, id: number, change: ContactWrite): Promise<void> {
  await amo.call(patchRequest({ list: 'contacts', id, change }));
}

/** Changes many contacts; outcomes in the given order. */
export async function patchContacts(
  amo: AmoClient,
  items: readonly (ContactWrite & { id: number })[],
): Promise<ItemOutcome<{ id: number }>[]> {
  return writeBatch(amo, { method: 'PATCH', path, items, key: 'contacts', read: written });
}
