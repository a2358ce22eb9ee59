import { Bus } from '@hub/bus';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ApplyPlan, type ApplyJob } from './apply-plan.js';

/** One apply at a time per account, many accounts at once: the key is the account, so it needs no place at its gate. */
@Injectable()
export class ApplyConsumer implements OnModuleInit {
  constructor(
    @Inject(Bus) private readonly bus: Bus,
    @Inject(ApplyPlan) private readonly applyPlan: ApplyPlan,
  ) {}

  onModuleInit(): void {
    this.bus.consume<ApplyJob>({
      consumer: 'sync.apply',
      concurrency: 50,
      handle: (job) => this.applyPlan.apply(job),
      givenUp: (tx, job) => this.applyPlan.giveUp(tx, job),
    });
  }
}
