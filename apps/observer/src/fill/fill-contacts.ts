import { AccountRepository, isCallable } from '@hub/accounts';
import { Bus, type Job } from '@hub/bus';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AreContactsWanted } from './are-contacts-wanted.js';
import { contactsConsumer, contactsKey, type ContactsJob } from './ask-contacts.js';
import { BeginContacts } from './begin-contacts.js';
import { ReadContacts } from './read-contacts.js';

const everyMs = 3_600_000;

/**
 * Reads all contacts of an account once, when clients are to be known there, and erases them when they are not any more.
 * Later changes come as hints. Each account is checked once an hour for what was missed.
 */
@Injectable()
export class FillContacts implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly accounts: AccountRepository,
    private readonly wanted: AreContactsWanted,
    private readonly begin: BeginContacts,
    private readonly read: ReadContacts,
  ) {}

  onModuleInit(): void {
    const handle = (job: Job<ContactsJob>) => this.run(job);
    this.bus.consume<ContactsJob>({ consumer: contactsConsumer, concurrency: 4, handle });
    this.bus.schedule({
      consumer: contactsConsumer,
      when: { everyMs },
      subjects: async () =>
        (await this.accounts.listCallable()).map(({ id: accountId }) => ({
          key: contactsKey(accountId),
          payload: { accountId },
        })),
    });
  }

  private async run(job: Job<ContactsJob>): Promise<void> {
    const { accountId } = job.payload;
    const { state = 'removed' } = (await this.accounts.find(accountId)) ?? {};
    const isWanted = await this.wanted.run(accountId, job.correlationId);
    const step = await this.begin.run(job, isWanted);
    if (step.kind === 'none' || (step.kind === 'restart' && step.key === null)) return;
    if (isCallable(state)) await this.read.run(job);
  }
}
