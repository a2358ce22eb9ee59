import { AccountRepository } from '@hub/accounts';
import { Bus, type Job } from '@hub/bus';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AskCheck } from './ask-check.js';
import { BeginJournal } from './begin-journal.js';
import { ConfigurationReader } from './read-configuration.js';

const consumer = 'observer.configuration';
const everyMs = 3_600_000;

/** Reads people and stages of each account once an hour. */
@Injectable()
export class ConfigurationSchedule implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly accounts: AccountRepository,
    private readonly configuration: ConfigurationReader,
    private readonly journals: BeginJournal,
    private readonly checks: AskCheck,
  ) {}

  onModuleInit(): void {
    this.bus.consume<{ accountId: string }>({ consumer, concurrency: 4, handle: (job) => this.read(job) });
    this.bus.schedule({
      consumer,
      when: { everyMs },
      subjects: async () =>
        (await this.accounts.listCallable()).map(({ id: accountId }) => ({
          key: `configuration:${accountId}`,
          payload: { accountId },
        })),
    });
  }

  private async read(job: Job<{ accountId: string }>): Promise<void> {
    const { accountId } = job.payload;
    const read = await this.configuration.readCallable(accountId, job.signal);
    if (!read) return;
    await this.checks.whereForbidden(accountId, job.correlationId);
    await job.finish(async (tx) => {
      // First, because the backfill itself locks its lane before the journal.
      await this.journals.goOn(tx, accountId);
      await this.configuration.save(tx, accountId, read, new Date());
    });
  }
}
