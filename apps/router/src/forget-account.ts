import { Bus, forEver, type Job } from '@hub/bus';
import type { AccountRemoved } from '@hub/contracts';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { RouterTraces } from './router-traces.js';

/** An account was off-boarded: texts from its cards go, the custody trail of ids and moments stays. */
@Injectable()
export class ForgetAccount implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly traces: RouterTraces,
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
      await this.traces.forgetAccount(tx, job.payload.accountId);
      await this.bus.forget(tx, job.payload);
    });
  }
}
