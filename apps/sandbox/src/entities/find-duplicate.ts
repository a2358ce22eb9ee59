import { switchOf, type Account } from '../state/account.js';
import type { Contact, FieldValues, Lead } from '../state/entity.js';
import { isFinal } from './lead-place.js';
import type { CardWrite, ContactBody } from './write-card.js';

/** The last ten digits of a phone, by which amoCRM compares numbers (entities 11.1); undefined when there are fewer. */
export function phoneKey(text: string): string | undefined {
  const digits = text.replace(/\D/g, '');
  return digits.length >= 10 ? digits.slice(-10) : undefined;
}

/** What a card is found by: keys of its phones and its e-mails in lower case. */
function keysOf(account: Account, values: readonly FieldValues[]): Set<string> {
  const keys = new Set<string>();
  for (const { field_id, values: list } of values) {
    const code = account.fields.get(field_id)?.code;
    for (const { value } of list) {
      if (typeof value !== 'string') continue;
      const key =
        code === 'PHONE' ? phoneKey(value) : code === 'EMAIL' ? value.trim().toLowerCase() : undefined;
      if (key) keys.add(key);
    }
  }
  return keys;
}

function sameContacts(account: Account, contact: CardWrite<ContactBody> | number): Set<number> {
  if (typeof contact === 'number') return new Set([contact]);
  const wanted = keysOf(account, contact.values);
  const found = new Set<number>();
  if (wanted.size === 0) return found;
  for (const one of account.contacts.values()) {
    if (one.is_deleted) continue;
    for (const key of keysOf(account, one.custom_fields_values)) if (wanted.has(key)) found.add(one.id);
  }
  return found;
}

/**
 * The open lead of this pipeline that a complex item repeats (entities 18.4): one whose main contact has the same phone
 * or e-mail. Two or three follow the switch, more are never merged. Null while duplicate control is off.
 */
export function findDuplicate(
  account: Account,
  pipelineId: number,
  contact: CardWrite<ContactBody> | number | null,
): { lead: Lead; contact: Contact } | null {
  if (!account.features.duplicateControl || contact === null) return null;
  const contacts = sameContacts(account, contact);
  if (contacts.size === 0) return null;
  const mainOf = (lead: Lead): number | undefined => lead.contacts.find((one) => one.is_main)?.id;
  const leads = [...account.leads.values()].filter((lead) => {
    if (lead.is_deleted || lead.pipeline_id !== pipelineId || isFinal(lead.status_id)) return false;
    const main = mainOf(lead);
    return main !== undefined && contacts.has(main);
  });
  const several = leads.length > 1 && switchOf(account, 'duplicate_several') === 'new';
  const newest = leads.at(-1);
  if (!newest || leads.length > 3 || several) return null;
  const main = account.contacts.get(mainOf(newest) ?? 0);
  return main ? { lead: newest, contact: main } : null;
}
