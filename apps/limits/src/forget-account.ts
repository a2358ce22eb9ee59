import { BranchRepository } from '@hub/accounts';
import { Bus, forEver, type Job } from '@hub/bus';
import type { AccountRemoved } from '@hub/contracts';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Claim } from './claim/claim.entity.js';
import { QuotaRepository } from './quota/quota.repository.js';
import { ReservationRepository } from './quota/reservation.repository.js';
import { Exchange } from './settings/exchange.entity.js';
import { UserLimitsRow } from './settings/user-limits.entity.js';
import { SetAside } from './stock/set-aside.entity.js';

/** An account was off-boarded: its settings, limits, presses and the quotas of its branches go. */
@Injectable()
export class ForgetAccount implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly branches: BranchRepository,
    private readonly quotas: QuotaRepository,
    private readonly reservations: ReservationRepository,
  ) {}

  onModuleInit(): void {
    this.bus.consume<AccountRemoved>({
      consumer: 'limits.forget',
      subject: 'account.removed',
      again: { forMs: forEver },
      handle: (job) => this.forget(job),
    });
  }

  private async forget(job: Job<AccountRemoved>): Promise<void> {
    await job.finish(async (tx) => {
      const { accountId } = job.payload;
      await erase(tx, accountId);
      const branchIds = (await this.branches.listByAccount(accountId, tx)).map(({ id }) => id);
      await this.quotas.forget(tx, branchIds);
      await this.reservations.forgetAccount(tx, accountId, branchIds);
      await this.bus.forget(tx, job.payload);
    });
  }
}

async function erase(tx: EntityManager, accountId: string): Promise<void> {
  for (const table of [Claim, SetAside, UserLimitsRow, Exchange]) await tx.delete(table, { accountId });
}
