import { Bus, forEver } from '@hub/bus';
import type { AccountUsable } from '@hub/contracts';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import {
  AdvanceRollout,
  botsConsumer,
  intakeConsumer,
  planConsumer,
  type IntakeJob,
  type RolloutBotsJob,
  type RolloutJob,
  type RolloutPlanJob,
} from './advance-rollout.js';
import { DeliverCarriedBots } from './deliver-carried-bots.js';
import { MeasureIntake } from './measure-intake.js';
import { PlanForRollout } from './plan-for-rollout.js';

/**
 * Work of rollouts: the steps of one rollout in order, plans, measures and bots of many accounts concurrently, and
 * accounts that can be used again.
 */
@Injectable()
export class RolloutConsumer implements OnModuleInit {
  constructor(
    @Inject(Bus) private readonly bus: Bus,
    @Inject(AdvanceRollout) private readonly rollout: AdvanceRollout,
    @Inject(PlanForRollout) private readonly planning: PlanForRollout,
    @Inject(MeasureIntake) private readonly intake: MeasureIntake,
    @Inject(DeliverCarriedBots) private readonly bots: DeliverCarriedBots,
  ) {}

  onModuleInit(): void {
    this.bus.consume<RolloutJob>({
      consumer: 'sync.rollout',
      concurrency: 4,
      again: { forMs: forEver },
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
    this.bus.consume<RolloutBotsJob>({
      consumer: botsConsumer,
      concurrency: 20,
      handle: (job) => this.bots.deliver(job),
      givenUp: (tx, job) => this.bots.giveUp(tx, job),
    });
    this.bus.consume<AccountUsable>({
      consumer: 'sync.rollout-usable',
      subject: 'account.usable',
      concurrency: 2,
      again: { forMs: forEver },
      handle: (job) => job.finish((tx) => this.rollout.wakeOf(tx, job.payload.accountId, job.correlationId)),
    });
  }
}
