import type { EntityManager } from 'typeorm';
import type { ContactsState } from '../account.entity.js';
import { contactsStateBy } from '../contacts-state-by.js';

/**
 * How far the contacts of these accounts are read, for who hashes clients by this key; accounts without a journal are
 * missing. By the primary key.
 */
export async function findContactStates(
  tx: EntityManager,
  accountIds: readonly string[],
  keyId: string,
): Promise<Map<string, ContactsState>> {
  const rows = await tx.query<Row[]>(
    `SELECT account_id AS "accountId", contacts_state AS "contactsState", contacts_key AS "contactsKey" FROM journal.account WHERE account_id = ANY ($1)`,
    [accountIds],
  );
  return new Map(rows.map((row) => [row.accountId, contactsStateBy(row, keyId)]));
}

interface Row {
  accountId: string;
  contactsState: ContactsState;
  contactsKey: string | null;
}
