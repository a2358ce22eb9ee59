import { Body, Param, Query, type MessageEvent } from '@nestjs/common';
import {
  ApprovePlanBody,
  ConfirmStepBody,
  isRunning,
  MakePlan,
  MovedDealView,
  PageRequest,
  parseRequest,
  PlanChange,
  PlanPath,
  PlanProgress,
  PlanQuery,
  PlanSummary,
  PlanView,
  progressOf,
  type ChangePage,
  type MovedDealPage,
  type PlanPage,
} from '@hub/contracts';
import type { Observable } from 'rxjs';
import { Asked, type Call } from '../route/call.js';
import { Act, Area, Create, Follow, List, Show } from '../route/route.js';
import { FollowWork } from './follow-work.js';

/** A plan reads the whole configuration of an account, and more where it would remove something. */
const readDeadlineMs = 120_000;

@Area('plans')
export class PlansController {
  constructor(private readonly work: FollowWork) {}

  @Create('', {
    answers: PlanView,
    who: 'hq',
    says: 'Plans the way of one account to a release. Nothing is written there.',
  })
  make(@Asked() call: Call, @Body() body: MakePlan): Promise<PlanView> {
    return call.ask('sync.plans.make', body, readDeadlineMs);
  }

  @List('', {
    answers: PlanSummary,
    who: 'branch-read',
    says: 'Lists plans, newest first; by account, release, rollout and state where asked.',
  })
  list(@Asked() call: Call, @Query() query: PlanQuery): Promise<PlanPage> {
    return call.ask('sync.plans.list', { ...query, accountIds: call.narrowToAccounts() });
  }

  @Show(':planId', {
    answers: PlanView,
    who: 'branch-read',
    says: 'Shows a plan: its text, counts and progress.',
  })
  show(@Asked() call: Call, @Param() path: PlanPath): Promise<PlanView> {
    return call.readOwn('sync.plans.show', path);
  }

  @List(':planId/changes', {
    answers: PlanChange,
    who: 'branch-read',
    says: 'Lists every change of a plan as data, in the order of work.',
  })
  async changes(
    @Asked() call: Call,
    @Param() path: PlanPath,
    @Query() page: PageRequest,
  ): Promise<ChangePage> {
    await call.readOwn('sync.plans.show', path);
    return call.ask('sync.plans.changes', { ...page, ...path });
  }

  @List(':planId/moved-deals', {
    answers: MovedDealView,
    who: 'branch-read',
    says: 'Lists the deals that a plan has moved out of what it removes, and those whose call has no answer yet.',
  })
  async movedDeals(
    @Asked() call: Call,
    @Param() path: PlanPath,
    @Query() page: PageRequest,
  ): Promise<MovedDealPage> {
    await call.readOwn('sync.plans.show', path);
    return call.ask('sync.plans.moved-deals', { ...page, ...path });
  }

  @Follow(':planId/events', {
    answers: PlanProgress,
    who: 'branch-read',
    says: 'Follows a plan as server-sent events until it ends; a comment every 15 seconds keeps the stream open.',
    sees: (call, path) => call.readOwn('sync.plans.show', parseRequest(PlanPath, path)),
  })
  events(@Asked() call: Call, @Param() { planId }: PlanPath): Observable<MessageEvent> {
    const read = async (by: Call) => progressOf(await by.readOwn('sync.plans.show', { planId }));
    return this.work.follow(call, read, ({ state }) => !isRunning(state));
  }

  @Act(':planId/confirm', {
    answers: PlanView,
    who: 'hq',
    says: 'Confirms a manual step as done; later plans leave it out as long as its words stay the same.',
  })
  async confirm(
    @Asked() call: Call,
    @Param() path: PlanPath,
    @Body() body: ConfirmStepBody,
  ): Promise<PlanView> {
    await call.readOwn('sync.plans.show', path);
    return call.ask('sync.plans.confirm', { ...body, ...path, by: call.by });
  }

  @Act(':planId/approve', { answers: PlanView, who: 'hq', says: 'Approves a plan exactly as it was shown.' })
  async approve(
    @Asked() call: Call,
    @Param() path: PlanPath,
    @Body() body: ApprovePlanBody,
  ): Promise<PlanView> {
    await call.readOwn('sync.plans.show', path);
    return call.ask('sync.plans.approve', { ...body, ...path, by: call.by });
  }

  @Act(':planId/apply', {
    answers: PlanProgress,
    who: 'hq',
    says: 'Starts an approved plan, or goes on with a paused one; answers at once, the work goes on.',
  })
  async apply(@Asked() call: Call, @Param() path: PlanPath): Promise<PlanProgress> {
    await call.readOwn('sync.plans.show', path);
    return call.ask('sync.plans.apply', path);
  }

  @Act(':planId/pause', { answers: PlanProgress, who: 'hq', says: 'Stops a plan after the call it is in.' })
  async pause(@Asked() call: Call, @Param() path: PlanPath): Promise<PlanProgress> {
    await call.readOwn('sync.plans.show', path);
    return call.ask('sync.plans.pause', path);
  }

  @Act(':planId/cancel', {
    answers: PlanProgress,
    who: 'hq',
    says: 'Gives a plan up after the call it is in; what was done stays in the ledger.',
  })
  async cancel(@Asked() call: Call, @Param() path: PlanPath): Promise<PlanProgress> {
    await call.readOwn('sync.plans.show', path);
    return call.ask('sync.plans.cancel', path);
  }
}
