import { Bus, forEver, type Job } from '@hub/bus';
import type { AccountUsable } from '@hub/contracts';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AskContacts } from './fill/ask-contacts.js';
import { BeginJournal } from './fill/begin-journal.js';
import { DueCards } from './hint/due-cards.js';

/** An account that can be used gets its journal, and cards that waited for it are read. */
@Injectable()
export class FollowAccounts implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly journals: BeginJournal,
    private readonly due: DueCards,
    private readonly contacts: AskContacts,
  ) {}

  onModuleInit(): void {
    this.bus.consume<AccountUsable>({
      consumer: 'observer.usable',
      subject: 'account.usable',
      again: { forMs: forEver },
      handle: (job) => this.goOn(job),
    });
  }

  private async goOn(job: Job<AccountUsable>): Promise<void> {
    const { accountId } = job.payload;
    await this.journals.ensure(accountId, job.correlationId);
    await job.finish(async (tx) => {
      await this.contacts.run(tx, [accountId], job.correlationId);
      await this.journals.goOn(tx, accountId);
      for (const lane of ['intake', 'rest'] as const)
        await this.due.wake(tx, { accountId, lane }, job.correlationId);
    });
  }
}
