import { randomUUID } from 'node:crypto';
import { AccountRepository, isCallable } from '@hub/accounts';
import { AmoClients } from '@hub/amocrm';
import { Bus, type Job } from '@hub/bus';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CardStores } from '../card/card-stores.js';
import { AreContactsWanted } from './are-contacts-wanted.js';
import { decideContacts, type ContactsStep } from './decide-contacts.js';
import { WalkCards } from './walk-cards.js';

const consumer = 'observer.contacts';

interface ContactsJob {
  accountId: string;
}

/** What is asked about an account before its contacts are read. */
@Injectable()
export class ContactFacts {
  constructor(
    readonly accounts: AccountRepository,
    readonly wanted: AreContactsWanted,
  ) {}
}

/**
 * Reads all contacts of an account once, page by page in the bulk share, when clients are to be known there, and erases
 * them when they are not any more. Later changes come as hints.
 */
@Injectable()
export class FillContacts implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly clients: AmoClients,
    private readonly facts: ContactFacts,
    private readonly stores: CardStores,
    private readonly cards: WalkCards,
  ) {}

  onModuleInit(): void {
    this.bus.consume<ContactsJob>({ consumer, concurrency: 4, handle: (job) => this.run(job) });
  }

  /** Something changed by which contacts are wanted or not; what is as it should be costs no call. */
  async ask(tx: EntityManager, accountIds: readonly string[], correlationId: string): Promise<void> {
    const jobs = accountIds.map((accountId) => ({
      payload: { accountId } satisfies ContactsJob,
      about: { id: randomUUID(), key: `contacts:${accountId}`, correlationId },
    }));
    if (jobs.length > 0) await this.bus.enqueueAll(tx, consumer, jobs);
  }

  private async run(job: Job<ContactsJob>): Promise<void> {
    const { accountId } = job.payload;
    const { state = 'removed' } = (await this.facts.accounts.find(accountId)) ?? {};
    const isWanted = await this.facts.wanted.run(accountId, job.correlationId);
    const keyId = await this.stores.reader.contacts.keyId();
    const step = await job.step((tx) => this.begin(tx, accountId, { isWanted, keyId }));
    if (step.kind === 'none' || (step.kind === 'restart' && step.key === null)) return;
    if (isCallable(state)) await this.read(job);
  }

  private async begin(
    tx: EntityManager,
    accountId: string,
    about: { isWanted: boolean | null; keyId: string },
  ): Promise<ContactsStep> {
    const { writer, due } = this.stores;
    const account = await writer.lock(tx, accountId);
    const step: ContactsStep = account ? decideContacts(account, about) : { kind: 'none' };
    if (step.kind === 'restart') {
      await due.forgetKind(tx, accountId, 'contact');
      await writer.restartContacts(tx, accountId, step.key);
    }
    return step;
  }

  /** A contact that changes on a page behind the walk comes as a hint, because the state says that contacts are kept. */
  private async read(job: Job<ContactsJob>): Promise<void> {
    const { accountId } = job.payload;
    const { writer, reader, due } = this.stores;
    const client = this.clients.forAccount(accountId, 'bulk', job.signal);
    const begun = await job.step(async (tx) => {
      const account = await writer.lock(tx, accountId);
      if (account) await writer.note(tx, accountId, { contactsState: 'reading' });
      return account;
    });
    if (!begun) return;
    const isWhole = await this.cards.fill(job, client, reader.contacts.spec, {
      firstPage: begun.contactsPage,
      onPage: (tx, contactsPage) => writer.note(tx, accountId, { contactsPage }),
    });
    await job.finish(async (tx) => {
      if (!(await writer.lock(tx, accountId))) return;
      if (!isWhole) await due.forgetKind(tx, accountId, 'contact');
      await writer.note(tx, accountId, { contactsState: isWhole ? 'ready' : 'forbidden', contactsPage: 1 });
    });
  }
}
