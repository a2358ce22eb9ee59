import { Bus, forEver, type Job } from '@hub/bus';
import type { AccountUsable } from '@hub/contracts';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { StockRepository } from './stock.repository.js';

/** An account can be used again: leads that amoCRM refused to hand over because of its condition are offered at once. */
@Injectable()
export class OfferAgain implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly stock: StockRepository,
  ) {}

  onModuleInit(): void {
    this.bus.consume<AccountUsable>({
      consumer: 'limits.usable',
      subject: 'account.usable',
      concurrency: 1,
      again: { forMs: forEver },
      handle: (job) => this.offer(job),
    });
  }

  private async offer(job: Job<AccountUsable>): Promise<void> {
    await job.finish((tx) => this.stock.offerRefused(tx, job.payload.accountId));
  }
}
