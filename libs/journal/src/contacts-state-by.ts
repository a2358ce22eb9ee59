import type { JournalAccount } from './account.entity.js';

/** How far contacts are read for who hashes clients by this key: of hashes by another one none is equal to its own. */
export function contactsStateBy(
  { contactsState, contactsKey }: Pick<JournalAccount, 'contactsState' | 'contactsKey'>,
  keyId: string,
): JournalAccount['contactsState'] {
  return contactsState === 'ready' && contactsKey !== keyId ? 'reading' : contactsState;
}
