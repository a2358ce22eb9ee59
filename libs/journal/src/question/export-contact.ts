import type { EntityManager } from 'typeorm';
import { JournalContact } from '../contact.entity.js';
import { leadsOfContact } from './leads-of-contact.js';

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
  const leadIds = await leadsOfContact(tx, accountId, contactId, mostLeads);
  return contact || leadIds.length > 0 ? { contact, leadIds } : null;
}
