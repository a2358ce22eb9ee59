import { Bus, forEver, type Job } from '@hub/bus';
import type { AccountRemoved } from '@hub/contracts';
import { JournalWriter } from '@hub/journal';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DueCards } from './hint/due-cards.js';

/**
 * An account was off-boarded: its journal and the cards that wait to be read go. Nothing is written about it later
 * (`JournalWriter`).
 */
@Injectable()
export class ForgetAccount implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly writer: JournalWriter,
    private readonly due: DueCards,
  ) {}

  onModuleInit(): void {
    this.bus.consume<AccountRemoved>({
      consumer: 'observer.forget',
      subject: 'account.removed',
      again: { forMs: forEver },
      handle: (job) => this.forget(job),
    });
  }

  private async forget(job: Job<AccountRemoved>): Promise<void> {
    const { accountId } = job.payload;
    await job.finish(async (tx) => {
      await this.writer.erase(tx, accountId);
      await this.due.erase(tx, accountId);
      await this.bus.forget(tx, job.payload);
    });
  }
}
