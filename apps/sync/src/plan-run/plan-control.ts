import { Bus } from '@hub/bus';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ApplyJob } from '../apply/apply-plan.js';
import type { PlanRun } from './plan-run.entity.js';
import { makersOf, PlanRunRepository, type Outdated, type RunState } from './plan-run.repository.js';
import { isOver } from './plan-state.js';
import { waitingFor } from './plan-view.js';

/** Approves, starts and stops plans, for a person or a rollout. */
@Injectable()
export class PlanControl {
  constructor(
    @Inject(Bus) private readonly bus: Bus,
    @Inject(PlanRunRepository) private readonly runs: PlanRunRepository,
  ) {}

  /** Approves a plan that says already who approved, as `approve` does, and starts it. */
  async approveAndStart(
    tx: EntityManager,
    planId: string,
    { correlationId, now }: { correlationId: string; now: Date },
  ): Promise<void> {
    const run = await this.approve(tx, await this.runs.lock(tx, planId), {}, now);
    await this.start(tx, run, correlationId);
  }

  /**
   * Approves a locked plan and ends the account's others, because two must never be applied alternately. One that makes no
   * call ends those that it is a newer version of, and a person's those of rollouts to another release: people have decided
   * what the account stays at. A plan of chosen objects without a call decides nothing about the account and ends none. Throws
   * a 409 `Problem` while another is being carried out.
   */
  async approve(
    tx: EntityManager,
    planned: RunState,
    approval: Partial<Pick<PlanRun, 'approvedBy' | 'forcedBy'>>,
    now: Date,
  ): Promise<RunState> {
    const run = await this.runs.move(tx, planned, { event: 'approve', reason: null, now, facts: approval });
    const { id: exceptId, accountId, releaseId } = run;
    if (await this.runs.isAnotherRunning(tx, accountId, exceptId))
      throw new Problem(409, message('problems.another-plan-runs'));
    const open = { accountId, exceptId, states: ['counting', 'planned', 'approved', 'paused'] } as const;
    const outdate = (others: Outdated) =>
      this.runs.outdate(tx, others, message('outcomes.another-approved'), now);
    if (run.callsPlanned > 0) {
      await outdate(open);
      return run;
    }
    const { options } = await this.runs.get(exceptId, tx);
    if (options.only) return run;
    const madeBy = makersOf(run);
    await outdate({ ...open, states: ['counting', 'planned'], madeBy });
    if (madeBy === 'people') await outdate({ ...open, madeBy: 'rollouts', otherThan: releaseId });
    return run;
  }

  /** Starts a locked plan that is approved, or goes on with a paused one, as a job. Throws a 409 `Problem` for any other. */
  async start(tx: EntityManager, locked: RunState, correlationId: string): Promise<RunState> {
    const isPaused = locked.state === 'paused';
    const resume = { event: 'resume', reason: null, now: new Date() } as const;
    const run = isPaused ? await this.runs.move(tx, locked, resume) : locked;
    if (run.state !== 'approved' && run.state !== 'applying')
      throw new Problem(409, message('problems.plan-not-appliable', { state: run.state }));
    if (run.order !== null) await this.runs.note(tx, run.id, { order: null });
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
    const stop = { event: order, reason: message('outcomes.stopped'), now: new Date() };
    if (run.state !== 'applying') return this.runs.move(tx, run, stop);
    await this.runs.note(tx, planId, { order });
    // The job of a plan may have died; its next attempt reads the order.
    await this.enqueue(tx, run, correlationId);
    return { ...run, reason: waitingFor(order) };
  }

  /** Cancels a plan unless it has ended, as `stop` does. */
  async cancelOpen(tx: EntityManager, planId: string, correlationId: string): Promise<void> {
    const { state } = await this.runs.lock(tx, planId);
    if (!isOver(state)) await this.stop(tx, planId, 'cancel', correlationId);
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
