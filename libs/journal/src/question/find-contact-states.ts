import type { EntityManager } from 'typeorm';
import type { ContactsState } from '../account.entity.js';

/** How far the contacts of these accounts are read; those without a journal are missing. By the primary key. */
export async function findContactStates(
  tx: EntityManager,
  accountIds: readonly string[],
): Promise<Map<string, ContactsState>> {
  const rows = await tx.query<{ accountId: string; state: ContactsState }[]>(
    `SELECT account_id AS "accountId", contacts_state AS state FROM journal.account WHERE account_id = ANY ($1)`,
    [accountIds],
  );
  return new Map(rows.map(({ accountId, state }) => [accountId, state]));
}
