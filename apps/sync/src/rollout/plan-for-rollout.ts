import { AccountRepository, isCallable } from '@hub/accounts';
import type { GivenUp, Job } from '@hub/bus';
import { message, type Message } from '@hub/messages';
import { describeFailure, isFinalRefusal, isRefusal, Problem, VerdictError } from '@hub/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { PlanDrafter } from '../plan-run/plan-drafter.js';
import type { PlanRun } from '../plan-run/plan-run.entity.js';
import { PlanRunRepository, type MadeRun } from '../plan-run/plan-run.repository.js';
import { AdvanceRollout, type RolloutPlanJob } from './advance-rollout.js';
import { describePutOff } from './describe-put-off.js';
import { judgeNewPlan } from './judge-new-plan.js';
import { planContent } from './plan-content.js';
import type { Rollout, RolloutAccount } from './rollout.entity.js';
import { RolloutRepository } from './rollout.repository.js';

/** Any other failure than a refusal, or an account that cannot be used, is reported from the third attempt on, seconds later. */
const silentAttempts = 2;

/** The job that plans for one account of a rollout. It reports one that does not answer, or refuses, and keeps retrying. */
@Injectable()
export class PlanForRollout {
  constructor(
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(RolloutRepository) private readonly rollouts: RolloutRepository,
    @Inject(PlanDrafter) private readonly drafter: PlanDrafter,
    @Inject(PlanRunRepository) private readonly runs: PlanRunRepository,
    @Inject(AdvanceRollout) private readonly advance: AdvanceRollout,
  ) {}

  async plan(job: Job<RolloutPlanJob>): Promise<void> {
    const { rolloutId, accountId } = job.payload;
    const [account, rollout] = [await this.accounts.find(accountId), await this.rollouts.get(rolloutId)];
    const row = await this.rollouts.findAccount(rolloutId, accountId);
    if (!row?.isPlanning) return;
    if (account?.mode === 'observe') {
      // An account without any plan was not to be changed; one that had a plan is only delayed.
      if (row.planId === null) return this.end(job, 'skipped', message('rollouts.only-observed'));
      return this.end(job, 'suspended', message('rollouts.observed'));
    }
    if (!account || !isCallable(account.state))
      return this.end(job, 'suspended', message('rollouts.not-usable'));
    const { releaseId, options } = rollout;
    const { correlationId, signal } = job;
    try {
      const run = await this.drafter.draftAndCount(
        { accountId, releaseId, options },
        { correlationId, signal },
      );
      await this.keep(job, { ...run, rolloutId });
    } catch (error) {
      if (isFinalRefusal(error) || error instanceof Problem)
        return this.end(job, 'failed', message('rollouts.plan-failed', { failure: describeFailure(error) }));
      const waitsForAccount = error instanceof VerdictError && 'waitsFor' in error.verdict;
      if (waitsForAccount || isRefusal(error) || job.attempt > silentAttempts)
        await job.step((tx) => this.note(tx, job, error));
      throw error;
    }
  }

  private async keep(job: Job<RolloutPlanJob>, run: MadeRun): Promise<void> {
    await job.finish(async (tx) => {
      const { rollout, row } = await this.lock(tx, job.payload);
      if (!row?.isPlanning || rollout.state === 'stopped') return;
      const content = planContent(run.plan);
      const placed = await this.place(tx, { rollout, row, run: { ...run, content } });
      await this.runs.keep(tx, { ...run, ...placed.approval });
      const facts = { planId: run.id, content, isPlanning: false, isAccepted: false };
      await this.rollouts.changeAccount(tx, row, { ...facts, ...placed.row });
      await this.advance.wake(tx, rollout.id, job.correlationId);
    });
  }

  /** The state of the account with its new plan, and the approval that covers that plan. */
  private async place(
    tx: EntityManager,
    { rollout, row, run }: { rollout: Rollout; row: RolloutAccount; run: PlanRun & { content: string } },
  ): Promise<{ row: Partial<RolloutAccount>; approval: Partial<Pick<PlanRun, 'approvedBy' | 'forcedBy'>> }> {
    if (rollout.wave === 0) return { row: { state: 'planned', reason: null }, approval: {} };
    const { approvedPlanId } = row;
    const approved = approvedPlanId === null ? null : await this.runs.get(approvedPlanId, tx);
    const since = await this.rollouts.findSince(tx, rollout, row, approved?.madeAt ?? rollout.madeAt);
    const judged = judgeNewPlan(run, approved, since);
    if (!judged.isCovered) return { row: { state: 'needs-approval', reason: judged.reason }, approval: {} };
    const { approvedBy, forcedBy } = approved ?? { approvedBy: rollout.approvedBy, forcedBy: null };
    return {
      row: { state: 'planned', reason: null, approvedPlanId: approvedPlanId ?? run.id },
      approval: { approvedBy, forcedBy },
    };
  }

  private async end(
    job: Job<RolloutPlanJob>,
    state: 'failed' | 'skipped' | 'suspended',
    reason: Message,
  ): Promise<void> {
    await job.finish(async (tx) => {
      const { rollout, row } = await this.lock(tx, job.payload);
      if (!row?.isPlanning || rollout.state === 'stopped') return;
      await this.rollouts.changeAccount(tx, row, { state, reason, isPlanning: false });
      await this.advance.wake(tx, rollout.id, job.correlationId);
    });
  }

  /** The job was given up: the account has failed, and `retry` plans for it again. */
  async giveUp(
    tx: EntityManager,
    { payload, reason, correlationId }: GivenUp<RolloutPlanJob>,
  ): Promise<void> {
    const { rollout, row } = await this.lock(tx, payload);
    if (!row?.isPlanning) return;
    const failed = message('rollouts.plan-failed', { failure: reason });
    await this.rollouts.changeAccount(tx, row, { state: 'failed', reason: failed, isPlanning: false });
    await this.advance.wake(tx, rollout.id, correlationId);
  }

  /** Why the account waits; a refusal holds the next wave (`decide-rollout.ts`). */
  private async note(tx: EntityManager, job: Job<RolloutPlanJob>, error: unknown): Promise<void> {
    const [reason, isRefused] = [describePutOff(error), isRefusal(error)];
    const { rollout, row } = await this.lock(tx, job.payload);
    if (!row?.isPlanning || (row.state === 'suspended' && row.reason?.key === reason.key)) return;
    await this.rollouts.changeAccount(tx, row, { state: 'suspended', reason, isRefused });
    await this.advance.wake(tx, rollout.id, job.correlationId);
  }

  private async lock(
    tx: EntityManager,
    { rolloutId, accountId }: RolloutPlanJob,
  ): Promise<{ rollout: Rollout; row: RolloutAccount | null }> {
    const rollout = await this.rollouts.lock(tx, rolloutId);
    return { rollout, row: await this.rollouts.findAccount(rolloutId, accountId, tx) };
  }
}
