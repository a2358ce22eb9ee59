import { Bus, type Job } from '@hub/bus';
import type { AccountRemoved } from '@hub/contracts';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AbsentCardRepository } from './absence/absent-card.repository.js';
import { DecisionRepository } from './lead/decision.repository.js';
import { JudgedLeadRepository } from './lead/judged-lead.repository.js';
import { ContactIntentRepository } from './transfer/contact-intent.repository.js';
import { TransferRepository } from './transfer/transfer.repository.js';

/** An account was off-boarded: texts from its cards go, the custody trail of ids and moments stays. */
@Injectable()
export class ForgetAccount implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly decisions: DecisionRepository,
    private readonly transfers: TransferRepository,
    private readonly judged: JudgedLeadRepository,
    private readonly absent: AbsentCardRepository,
    private readonly contacts: ContactIntentRepository,
  ) {}

  onModuleInit(): void {
    this.bus.consume<AccountRemoved>({
      consumer: 'router.forget',
      subject: 'account.removed',
      handle: (job) => this.forget(job),
    });
  }

  private async forget(job: Job<AccountRemoved>): Promise<void> {
    await job.finish(async (tx) => {
      await this.decisions.forgetAccount(tx, job.payload.accountId);
      await this.transfers.forgetAccount(tx, job.payload.accountId);
      await this.contacts.forgetAccount(tx, job.payload.accountId);
      await this.judged.forgetAccount(tx, job.payload.accountId);
      await this.absent.forgetAccount(tx, job.payload.accountId);
      await this.bus.forget(tx, job.payload);
    });
  }
}
