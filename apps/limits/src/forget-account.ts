import { Bus, type Job } from '@hub/bus';
import type { AccountRemoved } from '@hub/contracts';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Claim } from './claim/claim.entity.js';
import { Exchange } from './settings/exchange.entity.js';
import { UserLimitsRow } from './settings/user-limits.entity.js';
import { StockLead } from './stock/lead.entity.js';

/** An account was off-boarded: its settings, the limits of its managers, the picture of its leads and its presses go. */
@Injectable()
export class ForgetAccount implements OnModuleInit {
  constructor(private readonly bus: Bus) {}

  onModuleInit(): void {
    this.bus.consume<AccountRemoved>({
      consumer: 'limits.forget',
      subject: 'account.removed',
      handle: (job) => this.forget(job),
    });
  }

  private async forget(job: Job<AccountRemoved>): Promise<void> {
    await job.finish(async (tx) => {
      await erase(tx, job.payload.accountId);
      await this.bus.forget(tx, job.payload);
    });
  }
}

async function erase(tx: EntityManager, accountId: string): Promise<void> {
  for (const table of [Claim, StockLead, UserLimitsRow, Exchange]) await tx.delete(table, { accountId });
}
