import { switchOf, type Account } from '../state/account.js';
import type { Contact, EntityBase, FieldValues, Lead } from '../state/entity.js';
import type { LeadWrite } from './check-lead.js';
import { isFinal } from './lead-place.js';
import type { CardWrite, ContactBody } from './write-card.js';

/** The last ten digits of a phone at most, by which calls find their contact (entities 11.1); undefined without digits. */
export function phoneKey(text: string): string | undefined {
  const digits = text.replace(/\D/g, '');
  return digits === '' ? undefined : digits.slice(-10);
}

/**
 * A phone in international form, by which duplicate control compares (entities 18.4): digits with the country's code, which
 * is the account's for ten digits, and for eleven that begin with Russia's 8.
 */
function internationalPhone({ country }: Account, text: string): string {
  const digits = text.replace(/\D/g, '');
  const isRussian = country === 'RU';
  if (text.trim().startsWith('+')) return digits;
  if (digits.length === 10) return `${isRussian ? 7 : 1}${digits}`;
  return isRussian && /^8\d{10}$/.test(digits) ? `7${digits.slice(1)}` : digits;
}

interface Incoming {
  lead: LeadWrite;
  contact: CardWrite<ContactBody> | number | null;
}

/** What a card is found by: its phones, its e-mails in lower case, and the field the account compares. */
function keysOf(account: Account, values: readonly FieldValues[]): Set<string> {
  const keys = new Set<string>();
  for (const { field_id, values: list } of values) {
    const code = account.fields.get(field_id)?.code;
    for (const { value } of list) {
      if (typeof value !== 'string') continue;
      if (field_id === account.features.duplicateFieldId) keys.add(`${field_id}:${value}`);
      const phone = code === 'PHONE' ? internationalPhone(account, value) : '';
      if (phone !== '') keys.add(`phone:${phone}`);
      if (code === 'EMAIL') keys.add(`email:${value.trim().toLowerCase()}`);
    }
  }
  return keys;
}

function sharesKey(account: Account, card: EntityBase, wanted: ReadonlySet<string>): boolean {
  for (const key of keysOf(account, card.custom_fields_values)) if (wanted.has(key)) return true;
  return false;
}

function sameContacts(account: Account, contact: Incoming['contact']): Set<number> {
  if (contact === null) return new Set();
  if (typeof contact === 'number') return new Set([contact]);
  const wanted = keysOf(account, contact.values);
  const found = new Set<number>();
  if (wanted.size === 0) return found;
  for (const one of account.contacts.values())
    if (!one.is_deleted && sharesKey(account, one, wanted)) found.add(one.id);
  return found;
}

const mainContactOf = (lead: Lead): number | undefined => lead.contacts.find((one) => one.is_main)?.id;

/** How an open lead is known again: by its main contact, the pixel's visitor, or the field the account compares. */
function sameLead(account: Account, { lead: write, contact }: Incoming): (lead: Lead) => boolean {
  const contacts = sameContacts(account, contact);
  const visitor = write.body.visitor_uid;
  const fields = write.values.filter(({ field_id }) => field_id === account.features.duplicateFieldId);
  const wanted = keysOf(account, fields);
  return (lead) =>
    contacts.has(mainContactOf(lead) ?? 0) ||
    (typeof visitor === 'string' && lead.visitor_uid === visitor) ||
    (wanted.size > 0 && sharesKey(account, lead, wanted));
}

/**
 * The open stored lead of this pipeline that a complex item repeats (entities 18.4) and its main contact. Two or three
 * follow the switch, more are never merged. Null while duplicate control is off.
 */
export function findDuplicate(
  account: Account,
  incoming: Incoming,
): { lead: Lead; contact: Contact | null } | null {
  if (!account.features.duplicateControl) return null;
  const same = sameLead(account, incoming);
  const pipelineId = incoming.lead.place.pipeline_id;
  const leads = [...account.leads.values()].filter(
    (lead) => !lead.is_deleted && lead.pipeline_id === pipelineId && !isFinal(lead.status_id) && same(lead),
  );
  const several = leads.length > 1 && switchOf(account, 'duplicate_several') === 'new';
  const newest = leads.at(-1);
  if (!newest || leads.length > 3 || several) return null;
  return { lead: newest, contact: account.contacts.get(mainContactOf(newest) ?? 0) ?? null };
}
