import { AccountRepository } from '@hub/accounts';
import { Reply, type ReplyAbout } from '@hub/bus';
import { ApprovePlan, PlanPath, progressOf, type PlanProgress, type PlanView } from '@hub/contracts';
import { inTransaction } from '@hub/database';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Controller, Inject } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { MovedDealsRepository } from '../apply/moved-deals.repository.js';
import { checkSafety } from '../plan/check-safety.js';
import { describeObjection } from '../plan/describe-objection.js';
import type { Plan } from '../plan/plan.js';
import { shownChecksum } from './listed-plan.js';
import { PlanControl } from './plan-control.js';
import { PlanRunRepository, type RunState } from './plan-run.repository.js';
import { dealMoves, planView } from './plan-view.js';
import { whyNotWritten } from './why-not-written.js';

/** Approves, starts and stops plans for people. */
@Controller()
export class PlanActsResponder {
  constructor(
    @Inject(DataSource) private readonly source: DataSource,
    @Inject(PlanRunRepository) private readonly runs: PlanRunRepository,
    @Inject(PlanControl) private readonly control: PlanControl,
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(MovedDealsRepository) private readonly moved: MovedDealsRepository,
  ) {}

  /** The checksum says which plan the person saw; a refused one needs a name that takes responsibility. */
  @Reply('sync.plans.approve')
  async approve({ planId, checksum, forcedBy, by }: ApprovePlan): Promise<PlanView> {
    return inTransaction(this.source, async (tx) => {
      // Because a job that counts may change the plan: only a locked one is the one that is approved.
      const planned = await this.runs.lockWhole(tx, planId);
      const { state, plan } = planned;
      if (state !== 'planned') throw new Problem(409, message('problems.plan-not-in-state', { state }));
      const forced = approvedForce(plan, checksum, forcedBy ?? undefined);
      const run = await this.control.approve(tx, planned, { approvedBy: by, forcedBy: forced }, new Date());
      return planView({ ...planned, ...run });
    });
  }

  /** Starts an approved plan, or goes on with a paused one. The work is a job: this answers at once. */
  @Reply('sync.plans.apply')
  async apply({ planId }: PlanPath, { correlationId }: ReplyAbout): Promise<PlanProgress> {
    const started = await inTransaction(this.source, async (tx) => {
      const run = await this.runs.lock(tx, planId);
      const refusal = whyNotWritten(await this.accounts.find(run.accountId, tx));
      if (refusal !== null) throw new Problem(409, refusal);
      return this.control.start(tx, run, correlationId);
    });
    return this.progress(started);
  }

  @Reply('sync.plans.pause')
  async pause({ planId }: PlanPath, { correlationId }: ReplyAbout): Promise<PlanProgress> {
    return this.stop(planId, 'pause', correlationId);
  }

  @Reply('sync.plans.cancel')
  async cancel({ planId }: PlanPath, { correlationId }: ReplyAbout): Promise<PlanProgress> {
    return this.stop(planId, 'cancel', correlationId);
  }

  private async stop(
    planId: string,
    order: 'pause' | 'cancel',
    correlationId: string,
  ): Promise<PlanProgress> {
    const stopped = await inTransaction(this.source, (tx) =>
      this.control.stop(tx, planId, order, correlationId),
    );
    return this.progress(stopped);
  }

  /** Outside any transaction: each holds a connection, and this takes another. */
  private async progress(state: RunState): Promise<PlanProgress> {
    const { plan } = await this.runs.get(state.id);
    return progressOf({ ...state, dealMoves: dealMoves(plan, await this.moved.count(state.id)) });
  }
}

/**
 * The person who takes responsibility for a plan; null where none is needed. Throws a `Problem`: 409 where another plan
 * was shown, 422 where it is refused and not forced.
 */
function approvedForce(plan: Plan, shown: string, forcedBy: string | undefined): string | null {
  if (shownChecksum(plan) !== shown) {
    throw new Problem(409, message('problems.plan-not-shown'), [
      { path: 'checksum', detail: message('sync.wrong-checksum') },
    ]);
  }
  const safety = checkSafety(plan, undefined, forcedBy);
  if (safety.verdict === 'refused') {
    const errors = safety.objections.map((objection) => ({
      path: 'forcedBy',
      detail: describeObjection(objection),
    }));
    throw new Problem(422, message('problems.plan-unsafe'), errors);
  }
  return safety.verdict === 'forced' ? safety.by : null;
}
