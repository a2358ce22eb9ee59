import { Bus, type Job } from '@hub/bus';
import type { AccountUsable } from '@hub/contracts';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { AdvanceRollout, type RolloutJob, type RolloutPlanJob } from './advance-rollout.js';
import { PlanForRollout } from './plan-for-rollout.js';
import { RolloutRepository } from './rollout.repository.js';

/** Work of rollouts: the steps of one in turn, plans of many accounts at once, and accounts that came back. */
@Injectable()
export class RolloutConsumer implements OnModuleInit {
  constructor(
    @Inject(Bus) private readonly bus: Bus,
    @Inject(AdvanceRollout) private readonly rollout: AdvanceRollout,
    @Inject(PlanForRollout) private readonly planning: PlanForRollout,
    @Inject(RolloutRepository) private readonly rollouts: RolloutRepository,
  ) {}

  onModuleInit(): void {
    this.bus.consume<RolloutJob>({
      consumer: 'sync.rollout',
      concurrency: 4,
      handle: (job) => this.rollout.advance(job),
    });
    this.bus.consume<RolloutPlanJob>({
      consumer: 'sync.rollout-plan',
      concurrency: 20,
      handle: (job) => this.planning.plan(job),
    });
    this.bus.consume<AccountUsable>({
      consumer: 'sync.rollout-usable',
      subject: 'account.usable',
      concurrency: 2,
      handle: (job) => this.wakeRollouts(job),
    });
  }

  private async wakeRollouts(job: Job<AccountUsable>): Promise<void> {
    await job.finish(async (tx) => {
      for (const rolloutId of await this.rollouts.listOpenOf(tx, job.payload.accountId))
        await this.rollout.wake(tx, rolloutId, job.correlationId);
    });
  }
}
