import type { EntityManager } from 'typeorm';
import { JournalContact } from '../contact.entity.js';

/** All that the journal has of a contact. */
export interface ContactExport {
  /** Null: it was not read, or is kept no more; leads may name it all the same. */
  contact: JournalContact | null;
  /** The newest leads whose main contact it is, newest first. */
  leadIds: number[];
}

const mostLeads = 1_000;

/** What the journal has of a contact; null: nothing. By the primary key and `lead_client`. */
export async function exportContact(
  tx: EntityManager,
  accountId: string,
  contactId: number,
): Promise<ContactExport | null> {
  const contact = await tx.findOneBy(JournalContact, { accountId, contactId });
  const rows = await tx.query<{ id: string }[]>(
    `SELECT lead_id AS id FROM journal.lead WHERE account_id = $1 AND main_contact_id = $2 AND gone_at IS NULL
      ORDER BY created_at DESC LIMIT ${mostLeads}`,
    [accountId, contactId],
  );
  return contact || rows.length > 0 ? { contact, leadIds: rows.map(({ id }) => Number(id)) } : null;
}
