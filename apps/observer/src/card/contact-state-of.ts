import type { ClientHasher } from '@hub/accounts';
import type { AmoContact } from '@hub/amocrm';
import { clientKeysOf, contactTexts } from '@hub/amocrm/pure';
import type { ContactState } from '@hub/journal';

/** What the journal keeps of a contact: no name and no value. */
export function contactStateOf(
  contact: Pick<AmoContact, 'custom_fields_values' | 'updated_at'>,
  { hash }: Pick<ClientHasher, 'hash'>,
): ContactState {
  const keys = clientKeysOf(contactTexts(contact, 'PHONE'), contactTexts(contact, 'EMAIL'));
  const { phones, emails } = hash(keys);
  return { hashes: [...phones, ...emails].sort(), isErased: false, updatedAt: contact.updated_at };
}
