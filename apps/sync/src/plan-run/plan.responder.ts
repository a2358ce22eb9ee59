import { AccountRepository } from '@hub/accounts';
import { Bus, Reply, type ReplyAbout } from '@hub/bus';
import {
  ApprovePlan,
  decodeCursor,
  encodeCursor,
  ListChanges,
  ListPlans,
  MakePlan,
  PlanPath,
  pageOf,
  progressOf,
  type ChangePage,
  type CursorShape,
  type PlanPage,
  type PlanProgress,
  type PlanView,
} from '@hub/contracts';
import { inTransaction } from '@hub/database';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Controller, Inject } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { ApplyJob } from '../apply/apply-plan.js';
import { checkSafety } from '../plan/check-safety.js';
import { describeObjection } from '../plan/describe-objection.js';
import { PlanMaker } from './make-plan.js';
import { whyNotWritten } from './why-not-written.js';
import { changesFrom, planSummary, planView, waitingFor } from './plan-view.js';
import { PlanRunRepository, type RunState } from './plan-run.repository.js';

const planCursors: CursorShape = { list: 'plans', parts: ['moment', 'id'] };

@Controller()
export class PlanResponder {
  constructor(
    @Inject(DataSource) private readonly source: DataSource,
    @Inject(Bus) private readonly bus: Bus,
    @Inject(PlanMaker) private readonly maker: PlanMaker,
    @Inject(PlanRunRepository) private readonly runs: PlanRunRepository,
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
  ) {}

  @Reply('sync.plans.make')
  async make(request: MakePlan, { correlationId }: ReplyAbout): Promise<PlanView> {
    return planView(await this.maker.make(request, correlationId));
  }

  @Reply('sync.plans.show')
  async show({ planId }: PlanPath): Promise<PlanView> {
    return planView(await this.runs.get(planId));
  }

  @Reply('sync.plans.list')
  async list({ cursor, limit, accountIds }: ListPlans): Promise<PlanPage> {
    const size = limit ?? 20;
    const before = cursor ? decodeCursor(planCursors, cursor) : null;
    const rows = await this.runs.listPage(size + 1, before, accountIds ?? null);
    const { items, nextCursor } = pageOf(rows, size, planCursors, ({ madeAt, id }) => [
      madeAt.toISOString(),
      id,
    ]);
    return { items: items.map(planSummary), nextCursor };
  }

  @Reply('sync.plans.changes')
  async changes({ planId, cursor, limit }: ListChanges): Promise<ChangePage> {
    const run = await this.runs.get(planId);
    const cursors: CursorShape = { list: `changes of ${planId}`, parts: ['number'] };
    const from = cursor ? Number(decodeCursor(cursors, cursor)[0]) : 0;
    const { items, next } = changesFrom(run, from, limit ?? 100);
    return { items, nextCursor: next === null ? null : encodeCursor(cursors, String(next)) };
  }

  /** The checksum says which plan the person saw; a refused one needs a name that takes responsibility. */
  @Reply('sync.plans.approve')
  async approve({ planId, checksum, forcedBy, by }: ApprovePlan): Promise<PlanView> {
    const known = await this.runs.get(planId);
    const { plan } = known;
    if (plan.checksum !== checksum) {
      throw new Problem(409, message('problems.plan-not-shown'), [
        { path: 'checksum', detail: message('sync.wrong-checksum') },
      ]);
    }
    const safety = checkSafety(plan, undefined, forcedBy ?? undefined);
    if (safety.verdict === 'refused') {
      const errors = safety.objections.map((objection) => ({
        path: 'forcedBy',
        detail: describeObjection(objection),
      }));
      throw new Problem(422, message('problems.plan-unsafe'), errors);
    }
    return inTransaction(this.source, async (tx) => {
      const now = new Date();
      const run = await this.runs.happen(tx, planId, 'approve', null, now);
      if (await this.runs.isAnotherRunning(tx, run.accountId, planId)) {
        throw new Problem(409, message('problems.another-plan-runs'));
      }
      const others = {
        accountId: run.accountId,
        states: ['planned', 'approved', 'paused'],
        exceptId: planId,
      } as const;
      await this.runs.outdate(tx, others, message('outcomes.another-approved'), now);
      const approval = { approvedBy: by, forcedBy: safety.verdict === 'forced' ? safety.by : null };
      await this.runs.note(tx, planId, approval);
      return planView({ ...known, ...run, ...approval });
    });
  }

  /** Starts an approved plan, or goes on with a paused one. The work is a job: this answers at once. */
  @Reply('sync.plans.apply')
  async apply({ planId }: PlanPath, { correlationId }: ReplyAbout): Promise<PlanProgress> {
    return inTransaction(this.source, async (tx) => {
      let run = await this.runs.lock(tx, planId);
      const refusal = whyNotWritten(await this.accounts.find(run.accountId, tx));
      if (refusal !== null) throw new Problem(409, refusal);
      if (run.state === 'paused') run = await this.runs.happen(tx, planId, 'resume', null, new Date());
      if (run.state !== 'approved' && run.state !== 'applying') {
        throw new Problem(409, message('problems.plan-not-appliable', { state: run.state }));
      }
      if (run.order !== null) await this.runs.note(tx, planId, { order: null });
      await this.enqueue(tx, run, correlationId);
      return progressOf(run);
    });
  }

  private async enqueue(
    tx: EntityManager,
    { id, accountId }: RunState,
    correlationId: string,
  ): Promise<void> {
    const payload: ApplyJob = { planId: id, accountId };
    await this.bus.enqueue(tx, 'sync.apply', payload, { key: accountId, correlationId });
  }

  @Reply('sync.plans.pause')
  async pause({ planId }: PlanPath, { correlationId }: ReplyAbout): Promise<PlanProgress> {
    return this.stop(planId, 'pause', correlationId);
  }

  @Reply('sync.plans.cancel')
  async cancel({ planId }: PlanPath, { correlationId }: ReplyAbout): Promise<PlanProgress> {
    return this.stop(planId, 'cancel', correlationId);
  }

  /** A running plan stops after the call it is in; one that does not run stops at once. */
  private async stop(
    planId: string,
    order: 'pause' | 'cancel',
    correlationId: string,
  ): Promise<PlanProgress> {
    return inTransaction(this.source, async (tx) => {
      const run = await this.runs.lock(tx, planId);
      if (run.state === 'applying') {
        await this.runs.note(tx, planId, { order });
        // Because the job of a plan may have died: whoever comes next obeys the order.
        await this.enqueue(tx, run, correlationId);
        return progressOf({ ...run, reason: waitingFor(order) });
      }
      const stopped = await this.runs.happen(tx, planId, order, message('outcomes.stopped'), new Date());
      return progressOf(stopped);
    });
  }
}
