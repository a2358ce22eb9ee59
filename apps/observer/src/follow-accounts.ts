import { AccountRepository, isCallable } from '@hub/accounts';
import { AmoClients } from '@hub/amocrm';
import { Bus, type Job } from '@hub/bus';
import type { AccountUsable } from '@hub/contracts';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { BeginJournal } from './fill/begin-journal.js';
import { CheckJournal } from './fill/check-journal.js';
import { ConfigurationReader } from './fill/read-configuration.js';
import { FillContacts } from './fill/fill-contacts.js';
import { DueCards } from './hint/due-cards.js';

const configurationConsumer = 'observer.configuration';
const configurationEveryMs = 3_600_000;

/** What is done for an account beside its cards. */
@Injectable()
export class FollowedWork {
  constructor(
    readonly journals: BeginJournal,
    readonly due: DueCards,
    readonly configuration: ConfigurationReader,
    readonly checks: CheckJournal,
    readonly contacts: FillContacts,
  ) {}
}

/**
 * An account that can be used gets its journal, and cards that waited for it are read. Once an hour its people and
 * stages are.
 */
@Injectable()
export class FollowAccounts implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly accounts: AccountRepository,
    private readonly clients: AmoClients,
    private readonly work: FollowedWork,
  ) {}

  onModuleInit(): void {
    this.bus.consume<AccountUsable>({
      consumer: 'observer.usable',
      subject: 'account.usable',
      handle: (job) => this.goOn(job),
    });
    this.bus.consume<{ accountId: string }>({
      consumer: configurationConsumer,
      concurrency: 4,
      handle: (job) => this.readConfiguration(job),
    });
    this.bus.schedule({
      consumer: configurationConsumer,
      when: { everyMs: configurationEveryMs },
      subjects: async () =>
        (await this.accounts.listCallable()).map(({ id: accountId }) => ({
          key: `configuration:${accountId}`,
          payload: { accountId },
        })),
    });
  }

  private async goOn(job: Job<AccountUsable>): Promise<void> {
    const { accountId } = job.payload;
    const { contacts, journals, due } = this.work;
    await journals.ensure(accountId, job.correlationId);
    await job.finish(async (tx) => {
      await contacts.ask(tx, [accountId], job.correlationId);
      await journals.goOn(tx, accountId);
      for (const lane of ['intake', 'rest'] as const)
        await due.wake(tx, { accountId, lane }, job.correlationId);
    });
  }

  private async readConfiguration(job: Job<{ accountId: string }>): Promise<void> {
    const { accountId } = job.payload;
    const { state = 'removed' } = (await this.accounts.find(accountId)) ?? {};
    if (!isCallable(state)) return;
    const read = await this.work.configuration.read(this.clients.forAccount(accountId, 'bulk', job.signal));
    await this.work.checks.askWhereForbidden(accountId, job.correlationId);
    await job.finish(async (tx) => {
      // First, because the backfill itself locks its lane before the journal.
      await this.work.contacts.ask(tx, [accountId], job.correlationId);
      await this.work.journals.goOn(tx, accountId);
      await this.work.configuration.save(tx, accountId, read, new Date());
    });
  }
}
