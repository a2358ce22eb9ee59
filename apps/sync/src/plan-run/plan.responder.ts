import { AccountRepository } from '@hub/accounts';
import { Reply, type ReplyAbout } from '@hub/bus';
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
import { DataSource } from 'typeorm';
import { checkSafety } from '../plan/check-safety.js';
import { describeObjection } from '../plan/describe-objection.js';
import { PlanMaker } from './make-plan.js';
import { PlanControl } from './plan-control.js';
import { whyNotWritten } from './why-not-written.js';
import { changesFrom, listedSummary, planView } from './plan-view.js';
import { PlanRunRepository } from './plan-run.repository.js';

const planCursors: CursorShape = { list: 'plans', parts: ['moment', 'id'] };

@Controller()
export class PlanResponder {
  constructor(
    @Inject(DataSource) private readonly source: DataSource,
    @Inject(PlanMaker) private readonly maker: PlanMaker,
    @Inject(PlanRunRepository) private readonly runs: PlanRunRepository,
    @Inject(PlanControl) private readonly control: PlanControl,
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
  async list({ cursor, limit, accountId, accountIds, ...filter }: ListPlans): Promise<PlanPage> {
    const size = limit ?? 20;
    const before = cursor ? decodeCursor(planCursors, cursor) : null;
    const own = accountId ? [accountId].filter((id) => accountIds?.includes(id) ?? true) : accountIds;
    const rows = await this.runs.listPage(size + 1, before, { ...filter, accountIds: own });
    const { items, nextCursor } = pageOf(rows, size, planCursors, ({ madeAt, id }) => [
      madeAt.toISOString(),
      id,
    ]);
    return { items: items.map(listedSummary), nextCursor };
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
    const approval = { approvedBy: by, forcedBy: safety.verdict === 'forced' ? safety.by : null };
    return inTransaction(this.source, async (tx) => {
      const run = await this.control.approve(tx, planId, approval, new Date());
      return planView({ ...known, ...run });
    });
  }

  /** Starts an approved plan, or goes on with a paused one. The work is a job: this answers at once. */
  @Reply('sync.plans.apply')
  async apply({ planId }: PlanPath, { correlationId }: ReplyAbout): Promise<PlanProgress> {
    return inTransaction(this.source, async (tx) => {
      const { accountId } = await this.runs.lock(tx, planId);
      const refusal = whyNotWritten(await this.accounts.find(accountId, tx));
      if (refusal !== null) throw new Problem(409, refusal);
      return progressOf(await this.control.start(tx, planId, correlationId));
    });
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
    return inTransaction(this.source, async (tx) =>
      progressOf(await this.control.stop(tx, planId, order, correlationId)),
    );
  }
}
