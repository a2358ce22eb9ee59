import { asOneWrite, recordChanges, type WriteScope } from '../changes/write-scope.js';
import { moveBelongings } from '../entities/move-belongings.js';
import type { Rule } from '../http/shape.js';
import type { ItemValidation } from '../http/validation.js';
import type { Contact } from '../state/entity.js';
import { action, need, type Action } from './action.js';

const idRule: Rule = { type: 'int', required: true };

function contactOf({ account }: WriteScope, key: string, id: number, errors: ItemValidation): Contact {
  const contact = account.contacts.get(id);
  return need(errors, key, contact?.is_deleted ? undefined : contact);
}

/** The leads of the merged contact are the other one's now, who is main where the merged one was; nothing reports it. */
function takeLeads(scope: WriteScope, contactId: number, mergedId: number): void {
  for (const lead of scope.account.leads.values()) {
    const merged = lead.contacts.find(({ id }) => id === mergedId);
    if (!merged) continue;
    const known = lead.contacts.find(({ id }) => id === contactId);
    if (!known) merged.id = contactId;
    else {
      known.is_main ||= merged.is_main;
      lead.contacts = lead.contacts.filter((one) => one !== merged);
    }
    recordChanges(scope, { type: 'leads', id: lead.id }, [{ kind: 'quiet', keys: ['contacts'] }]);
  }
}

/** Phones and e-mails of both stay (entities 18.5); of the other fields the merged contact gives what the other one lacks. */
function takeValues(contact: Contact, merged: Contact): void {
  for (const field of merged.custom_fields_values) {
    const own = contact.custom_fields_values.find(({ field_id: id }) => id === field.field_id);
    if (!own) contact.custom_fields_values.push(field);
    else if (field.values.some(({ enum_code: code }) => code !== undefined && code !== null)) {
      const has = new Set(own.values.map(({ value }) => value));
      own.values.push(...field.values.filter(({ value }) => !has.has(value)));
    }
  }
  contact.company_id ??= merged.company_id;
}

/** The merged contact vanishes for good and nothing names the one that stays (entities 18.7), as with leads. */
const mergeContacts = action<{ contactId: number; mergedId: number }>(
  { contactId: idRule, mergedId: idRule },
  (scope, { contactId, mergedId }, errors) => {
    const contact = contactOf(scope, 'contactId', contactId, errors);
    const merged = contactOf(scope, 'mergedId', mergedId, errors);
    need(errors, 'mergedId', mergedId === contactId ? undefined : merged);
    merged.is_deleted = true;
    asOneWrite(scope, (whole) => {
      const into = { type: 'contacts' as const, id: contactId };
      recordChanges(whole, { type: 'contacts', id: mergedId }, [{ kind: 'merged', into }]);
      recordChanges(whole, into, [{ kind: 'other', keys: ['merged'] }]);
      takeLeads(whole, contactId, mergedId);
      takeValues(contact, merged);
      moveBelongings(whole, 'contacts', { from: mergedId, to: contactId });
      contact.updated_at = scope.now;
      contact.updated_by = scope.origin.author;
    });
    scope.account.contacts.delete(mergedId);
    return { contactId, mergedId };
  },
);

/** Merging of contacts. */
export const contactMerges: Record<string, Action> = { 'contact.merge': mergeContacts };
