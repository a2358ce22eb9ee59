import { Reply, type ReplyAbout } from '@hub/bus';
import {
  decodeCursor,
  encodeCursor,
  ListChanges,
  ListPlans,
  MakePlan,
  PlanPath,
  pageOf,
  type ChangePage,
  type CursorShape,
  type MovedDealPage,
  type PlanPage,
  type PlanView,
} from '@hub/contracts';
import { Controller, Inject } from '@nestjs/common';
import { MovedDealsRepository } from '../apply/moved-deals.repository.js';
import { PlanMaker } from './make-plan.js';
import { changesFrom, listedSummary, movedDealView, planView } from './plan-view.js';
import { PlanRunRepository } from './plan-run.repository.js';

const planCursors: CursorShape = { list: 'plans', parts: ['moment', 'id'] };

/** Makes plans and shows them. */
@Controller()
export class PlanResponder {
  constructor(
    @Inject(PlanMaker) private readonly maker: PlanMaker,
    @Inject(PlanRunRepository) private readonly runs: PlanRunRepository,
    @Inject(MovedDealsRepository) private readonly moved: MovedDealsRepository,
  ) {}

  @Reply('sync.plans.make')
  async make(request: MakePlan, { correlationId }: ReplyAbout): Promise<PlanView> {
    return planView(await this.maker.make(request, correlationId));
  }

  @Reply('sync.plans.show')
  async show({ planId }: PlanPath): Promise<PlanView> {
    const run = await this.runs.get(planId);
    return planView(run, await this.moved.count(planId));
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

  @Reply('sync.plans.moved-deals')
  async movedDeals({ planId, cursor, limit }: ListChanges): Promise<MovedDealPage> {
    await this.runs.get(planId);
    const cursors: CursorShape = { list: `moved deals of ${planId}`, parts: ['amoId'] };
    const size = limit ?? 100;
    const after = cursor ? Number(decodeCursor(cursors, cursor)[0]) : 0;
    const rows = await this.moved.listPage(planId, size + 1, after);
    const { items, nextCursor } = pageOf(rows, size, cursors, ({ leadId }) => [String(leadId)]);
    return { items: items.map(movedDealView), nextCursor };
  }
}
