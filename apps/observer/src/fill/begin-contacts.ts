import type { Job } from '@hub/bus';
import { JournalWriter } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import { ContactKind } from '../card/contact-kind.js';
import { DueCards } from '../hint/due-cards.js';
import type { ContactsJob } from './ask-contacts.js';
import { decideContacts, type ContactsStep } from './decide-contacts.js';

/** Decides what is to be done about the contacts of an account, and erases what is not to be kept. */
@Injectable()
export class BeginContacts {
  constructor(
    private readonly writer: JournalWriter,
    private readonly due: DueCards,
    private readonly contacts: ContactKind,
  ) {}

  /** `isWanted` null: not known now. */
  async run(job: Job<ContactsJob>, isWanted: boolean | null): Promise<ContactsStep> {
    const { accountId } = job.payload;
    const keyId = await this.contacts.keyId();
    return job.step(async (tx) => {
      const account = await this.writer.lock(tx, accountId);
      const step: ContactsStep = account ? decideContacts(account, { isWanted, keyId }) : { kind: 'none' };
      if (step.kind === 'restart') {
        await this.due.forgetKind(tx, accountId, 'contact');
        await this.writer.restartContacts(tx, accountId, step.key);
      }
      return step;
    });
  }
}
