import { clientKeyRules } from '@hub/amocrm/pure';
import type { JournalAccount } from './account.entity.js';

/** How an account keeps its contacts. */
export type KeptContacts = Pick<JournalAccount, 'contactsState' | 'contactsKey' | 'contactsRules'>;

/**
 * How far contacts are read for who hashes clients by this key and the rules of this process: of hashes by other ones
 * none is equal to its own.
 */
export function contactsStateBy(
  { contactsState: state, contactsKey: key, contactsRules: rules }: KeptContacts,
  keyId: string,
): JournalAccount['contactsState'] {
  return state === 'ready' && (key !== keyId || rules !== clientKeyRules) ? 'reading' : state;
}
