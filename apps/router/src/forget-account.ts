import { Bus, forEver, type Job } from '@hub/bus';
import type { AccountRemoved } from '@hub/contracts';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { CallNoteRepository } from './call/call-note.repository.js';
import { BranchListRepository } from './lists/branch-list.repository.js';
import { LeadTraces } from './lead/lead-traces.js';
import { TransferTraces } from './transfer/transfer-traces.js';

/** An account was off-boarded: texts from its cards go, the custody trail of ids and moments stays. */
@Injectable()
export class ForgetAccount implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly leads: LeadTraces,
    private readonly transfers: TransferTraces,
    private readonly lists: BranchListRepository,
    private readonly calls: CallNoteRepository,
  ) {}

  onModuleInit(): void {
    this.bus.consume<AccountRemoved>({
      consumer: 'router.forget',
      subject: 'account.removed',
      again: { forMs: forEver },
      handle: (job) => this.forget(job),
    });
  }

  private async forget(job: Job<AccountRemoved>): Promise<void> {
    await job.finish(async (tx) => {
      await this.leads.forgetAccount(tx, job.payload.accountId);
      await this.transfers.forgetAccount(tx, job.payload.accountId);
      await this.lists.forgetAccount(tx, job.payload.accountId);
      await this.calls.forgetAccount(tx, job.payload.accountId);
      await this.bus.forget(tx, job.payload);
    });
  }
}
