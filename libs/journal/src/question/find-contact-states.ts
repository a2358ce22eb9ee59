import type { EntityManager } from 'typeorm';
import type { ContactsState, JournalAccount } from '../account.entity.js';
import { contactsStateBy, type KeptContacts } from '../contacts-state-by.js';

/** Whose contacts are asked about, and by which key the asker hashes clients. */
export interface AskedContacts {
  accountIds: readonly string[];
  keyId: string;
}

/**
 * How far the contacts of accounts are read, for each that asks; accounts without a journal are missing, and those of the
 * others may be there. By the primary key.
 */
export async function findContactStates(
  tx: EntityManager,
  asked: readonly AskedContacts[],
): Promise<ReadonlyMap<string, ContactsState>[]> {
  const accountIds = new Set(asked.flatMap((one) => one.accountIds));
  const rows = await tx.query<Row[]>(
    `SELECT account_id AS "accountId", contacts_state AS "contactsState", contacts_key AS "contactsKey",
       contacts_rules AS "contactsRules"
     FROM journal.account WHERE account_id = ANY ($1)`,
    [[...accountIds]],
  );
  return asked.map(({ keyId }) => new Map(rows.map((row) => [row.accountId, contactsStateBy(row, keyId)])));
}

type Row = KeptContacts & Pick<JournalAccount, 'accountId'>;
