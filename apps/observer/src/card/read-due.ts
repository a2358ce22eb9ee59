import { AccountRepository, isCallable } from '@hub/accounts';
import { Bus, forEver, type Job } from '@hub/bus';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { BeginJournal } from '../fill/begin-journal.js';
import { DueCards, readConsumer, type ReadJob } from '../hint/due-cards.js';
import { ReadLane } from './read-lane.js';

/**
 * Reads the due cards of one lane of an account until none is left: many with one call, compared with the journal and
 * written in one transaction. A card that is not found is read again until `judgeAbsence` decides that it is gone.
 */
@Injectable()
export class ReadDue implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly accounts: AccountRepository,
    private readonly journals: BeginJournal,
    private readonly due: DueCards,
    private readonly lanes: ReadLane,
  ) {}

  onModuleInit(): void {
    this.bus.consume<ReadJob>({
      consumer: readConsumer,
      concurrency: 32,
      again: { forMs: forEver },
      handle: (job) => this.run(job),
    });
  }

  /** Cards of an account that may not be called wait until it can be used again. */
  private async run(job: Job<ReadJob>): Promise<void> {
    const { accountId } = job.payload;
    await job.step((tx) => this.due.begin(tx, job.payload));
    const { state = 'removed' } = (await this.accounts.find(accountId)) ?? {};
    if (state === 'removed') return job.finish((tx) => this.due.erase(tx, accountId));
    if (!isCallable(state)) return;
    await this.journals.ensure(accountId, job.correlationId);
    await this.lanes.run(job);
    await this.bus.reviveGivenUp(readConsumer, job);
    await job.finish((tx) => this.due.endReading(tx, job.payload, job.correlationId));
  }
}
