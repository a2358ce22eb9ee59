import { Bus, type GivenUp, type Job } from '@hub/bus';
import { message } from '@hub/messages';
import { describeFailure, isFinalRefusal, Problem } from '@hub/platform';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { PlanDrafter } from './plan-drafter.js';
import type { PlanRun } from './plan-run.entity.js';
import { PlanRunRepository } from './plan-run.repository.js';

const consumer = 'sync.plan-count';

interface CountJob {
  readonly planId: string;
  readonly accountId: string;
}

/**
 * The job that counts the cards which a plan would touch: one per account at a time, so that the next plan finds what the
 * one before counted that day.
 */
@Injectable()
export class CountForPlan implements OnModuleInit {
  constructor(
    @Inject(Bus) private readonly bus: Bus,
    @Inject(PlanRunRepository) private readonly runs: PlanRunRepository,
    @Inject(PlanDrafter) private readonly drafter: PlanDrafter,
  ) {}

  onModuleInit(): void {
    this.bus.consume<CountJob>({
      consumer,
      concurrency: 8,
      handle: (job) => this.count(job),
      givenUp: (tx, job) => this.giveUp(tx, job),
    });
  }

  /** Enqueues the count of a plan that was stored as `counting`. */
  async ask(
    tx: EntityManager,
    { id, accountId }: Pick<PlanRun, 'id' | 'accountId'>,
    correlationId: string,
  ): Promise<void> {
    const payload: CountJob = { planId: id, accountId };
    await this.bus.enqueue(tx, consumer, payload, { key: accountId, correlationId });
  }

  private async count(job: Job<CountJob>): Promise<void> {
    const run = await this.runs.find(job.payload.planId);
    if (run?.state !== 'counting') return;
    const seen = await this.runs.findSeen(run.id);
    try {
      const made = await this.drafter.countFor({ ...run, seen }, job);
      await job.finish((tx) => this.runs.completeCounting(tx, made, new Date()));
      job.log.info({ plan: run.id }, 'cards of a plan counted');
    } catch (error) {
      const failure = describeFailure(error);
      if (isFinalRefusal(error) || error instanceof Problem)
        return job.finish((tx) => this.runs.failCounting(tx, run.id, failure, new Date()));
      const reason = message('outcomes.waiting', { failure });
      await job.step((tx) => this.runs.noteCounting(tx, run.id, reason));
      throw error;
    }
  }

  private giveUp(tx: EntityManager, { payload, reason }: GivenUp<CountJob>): Promise<void> {
    return this.runs.failCounting(tx, payload.planId, reason, new Date());
  }
}
