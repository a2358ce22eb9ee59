import { Bus, type Job } from '@hub/bus';
import type { AccountRemoved } from '@hub/contracts';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DriftAccount } from './drift/drift-account.entity.js';
import { DriftFinding } from './drift/drift-finding.entity.js';
import { AccountException } from './exception/account-exception.entity.js';
import { ManagedObject } from './ledger/managed-object.entity.js';
import { PlanRun } from './plan-run/plan-run.entity.js';

/**
 * An account was off-boarded: its plans, which carry its own texts and names of people, its ledger, exceptions and drift go. Releases that
 * were read from it stay, because other accounts follow them.
 */
@Injectable()
export class ForgetAccount implements OnModuleInit {
  constructor(@Inject(Bus) private readonly bus: Bus) {}

  onModuleInit(): void {
    this.bus.consume<AccountRemoved>({
      consumer: 'sync.forget',
      subject: 'account.removed',
      handle: (job) => this.forget(job),
    });
  }

  private async forget(job: Job<AccountRemoved>): Promise<void> {
    const { accountId } = job.payload;
    await job.finish(async (tx) => {
      await tx.delete(PlanRun, { accountId });
      await tx.delete(ManagedObject, { accountId });
      await tx.delete(AccountException, { accountId });
      await tx.delete(DriftFinding, { accountId });
      await tx.delete(DriftAccount, { accountId });
      await this.bus.forget(tx, job.payload);
    });
  }
}
