import { Reply } from '@hub/bus';
import type { ContactPath, JournalContactView } from '@hub/contracts';
import { inTransaction } from '@hub/database';
import { exportContact, Journal, JournalWriter, type ContactExport } from '@hub/journal';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Controller } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** Shows and erases what the journal keeps of one contact. */
@Controller()
export class ContactsController {
  constructor(
    private readonly source: DataSource,
    private readonly journal: Journal,
    private readonly writer: JournalWriter,
  ) {}

  @Reply('observer.journal.contact')
  async show({ accountId, contactId }: ContactPath): Promise<JournalContactView> {
    const found = await this.journal.ask((tx) => exportContact(tx, accountId, contactId));
    if (!found) throw new Problem(404, message('problems.contact-not-seen', { contactId }));
    return { accountId, contactId, ...viewContact(found) };
  }

  /** Also of a contact that was not read yet: a person who asks for it does not know how far the journal is. */
  @Reply('observer.journal.erase-contact')
  async erase({ accountId, contactId }: ContactPath): Promise<JournalContactView> {
    await inTransaction(this.source, async (tx) => {
      if (!(await this.writer.lock(tx, accountId)))
        throw new Problem(409, message('problems.journal-not-begun'));
      await this.writer.eraseContact(tx, accountId, contactId);
    });
    return this.show({ accountId, contactId });
  }
}

function viewContact({
  contact,
  leadIds,
}: ContactExport): Omit<JournalContactView, 'accountId' | 'contactId'> {
  const { hashes = [], updatedAt = 0, goneAt = null, isErased = false } = contact ?? {};
  const phones = hashes.filter((hash) => hash.startsWith('p:')).length;
  return {
    ...{ phones, emails: hashes.length - phones, leadIds },
    changedAt: updatedAt === 0 ? null : new Date(updatedAt * 1000).toISOString(),
    ...{ isGone: goneAt !== null, isErased },
  };
}
