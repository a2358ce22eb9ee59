import { AmoClients } from '@hub/amocrm';
import type { Job } from '@hub/bus';
import { JournalWriter } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import { ContactKind } from '../card/contact-kind.js';
import { DueCards } from '../hint/due-cards.js';
import type { ContactsJob } from './ask-contacts.js';
import { WalkCards } from './walk-cards.js';

/** Reads all contacts of an account, page by page in the bulk share. */
@Injectable()
export class ReadContacts {
  constructor(
    private readonly clients: AmoClients,
    private readonly writer: JournalWriter,
    private readonly due: DueCards,
    private readonly cards: WalkCards,
    private readonly contacts: ContactKind,
  ) {}

  /**
   * A contact that changes on a page behind the walk comes as a hint, because the state says that contacts are kept.
   * Nobody gives them up or begins them anew meanwhile: jobs about the contacts of one account run one at a time.
   */
  async run(job: Job<ContactsJob>): Promise<void> {
    const { accountId } = job.payload;
    const client = this.clients.forAccount(accountId, 'bulk', job.signal);
    const begun = await job.step(async (tx) => {
      const account = await this.writer.lock(tx, accountId);
      if (account) await this.writer.note(tx, accountId, { contactsState: 'reading' });
      return account;
    });
    if (!begun) return;
    const isWhole = await this.cards.fill(job, client, this.contacts.spec, {
      firstPage: begun.contactsPage,
      onPage: (tx, contactsPage) => this.writer.note(tx, accountId, { contactsPage }),
    });
    await job.finish(async (tx) => {
      if (!(await this.writer.lock(tx, accountId))) return;
      if (!isWhole) await this.due.forgetKind(tx, accountId, 'contact');
      await this.writer.note(tx, accountId, {
        contactsState: isWhole ? 'ready' : 'forbidden',
        contactsPage: 1,
      });
    });
  }
}
