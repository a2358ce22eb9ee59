import { Bus } from '@hub/bus';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ApplyJob } from '../apply/apply-plan.js';
import type { PlanRun } from './plan-run.entity.js';
import { PlanRunRepository, type RunState } from './plan-run.repository.js';
import { waitingFor } from './plan-view.js';

/** Approves, starts and stops plans, for a person or a rollout. */
@Injectable()
export class PlanControl {
  constructor(
    @Inject(Bus) private readonly bus: Bus,
    @Inject(PlanRunRepository) private readonly runs: PlanRunRepository,
  ) {}

  /**
   * Approves a plan and ends the account's others; `approval` is null where the plan says already who approved. Throws a
   * 409 `Problem` while another is being carried out.
   */
  async approve(
    tx: EntityManager,
    planId: string,
    approval: Pick<PlanRun, 'approvedBy' | 'forcedBy'> | null,
    now: Date,
  ): Promise<RunState> {
    const run = await this.runs.recordEvent(tx, planId, 'approve', null, now);
    const { accountId } = run;
    if (await this.runs.isAnotherRunning(tx, accountId, planId))
      throw new Problem(409, message('problems.another-plan-runs'));
    const others = {
      accountId,
      states: ['counting', 'planned', 'approved', 'paused'],
      exceptId: planId,
    } as const;
    await this.runs.outdate(tx, others, message('outcomes.another-approved'), now);
    if (approval) await this.runs.note(tx, planId, approval);
    return { ...run, ...approval };
  }

  /** Starts an approved plan, or goes on with a paused one, as a job. Throws a 409 `Problem` for any other. */
  async start(tx: EntityManager, planId: string, correlationId: string): Promise<RunState> {
    let run = await this.runs.lock(tx, planId);
    if (run.state === 'paused') run = await this.runs.recordEvent(tx, planId, 'resume', null, new Date());
    if (run.state !== 'approved' && run.state !== 'applying')
      throw new Problem(409, message('problems.plan-not-appliable', { state: run.state }));
    if (run.order !== null) await this.runs.note(tx, planId, { order: null });
    await this.enqueue(tx, run, correlationId);
    return run;
  }

  /** A running plan stops after the call it is in; one that does not run stops at once. */
  async stop(
    tx: EntityManager,
    planId: string,
    order: 'pause' | 'cancel',
    correlationId: string,
  ): Promise<RunState> {
    const run = await this.runs.lock(tx, planId);
    if (run.state !== 'applying')
      return this.runs.recordEvent(tx, planId, order, message('outcomes.stopped'), new Date());
    await this.runs.note(tx, planId, { order });
    // The job of a plan may have died; its next attempt reads the order.
    await this.enqueue(tx, run, correlationId);
    return { ...run, reason: waitingFor(order) };
  }

  private async enqueue(
    tx: EntityManager,
    { id, accountId }: RunState,
    correlationId: string,
  ): Promise<void> {
    const payload: ApplyJob = { planId: id, accountId };
    await this.bus.enqueue(tx, 'sync.apply', payload, { key: accountId, correlationId });
    // A job that waits for its next attempt is made due now; that attempt reads the order.
    await this.bus.reviveKeys(tx, 'sync.apply', [accountId]);
  }
}
