import { Bus, type Job } from '@hub/bus';
import type { AccountUsable } from '@hub/contracts';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import {
  AdvanceRollout,
  intakeConsumer,
  planConsumer,
  type IntakeJob,
  type RolloutJob,
  type RolloutPlanJob,
} from './advance-rollout.js';
import { MeasureIntake } from './measure-intake.js';
import { PlanForRollout } from './plan-for-rollout.js';
import { RolloutRepository } from './rollout.repository.js';

/**
 * Work of rollouts: the steps of one rollout in order, plans and measures of many accounts concurrently, and accounts
 * that can be used again.
 */
@Injectable()
export class RolloutConsumer implements OnModuleInit {
  constructor(
    @Inject(Bus) private readonly bus: Bus,
    @Inject(AdvanceRollout) private readonly rollout: AdvanceRollout,
    @Inject(PlanForRollout) private readonly planning: PlanForRollout,
    @Inject(MeasureIntake) private readonly intake: MeasureIntake,
    @Inject(RolloutRepository) private readonly rollouts: RolloutRepository,
  ) {}

  onModuleInit(): void {
    this.bus.consume<RolloutJob>({
      consumer: 'sync.rollout',
      concurrency: 4,
      handle: (job) => this.rollout.advance(job),
    });
    this.bus.consume<RolloutPlanJob>({
      consumer: planConsumer,
      concurrency: 20,
      handle: (job) => this.planning.plan(job),
      givenUp: (tx, job) => this.planning.giveUp(tx, job),
    });
    this.bus.consume<IntakeJob>({
      consumer: intakeConsumer,
      concurrency: 20,
      handle: (job) => this.intake.measure(job),
      givenUp: (tx, job) => this.intake.giveUp(tx, job),
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
