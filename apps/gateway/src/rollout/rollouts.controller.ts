import { Body, Param, Query, type MessageEvent } from '@nestjs/common';
import {
  ApproveRolloutBody,
  MakeRolloutBody,
  PageRequest,
  parseRequest,
  RolloutAccountPath,
  RolloutAccountQuery,
  RolloutAccountView,
  RolloutPath,
  RolloutProgress,
  RolloutSummary,
  RolloutView,
  type RolloutAccountPage,
  type RolloutPage,
  type RolloutState,
} from '@hub/contracts';
import type { Observable } from 'rxjs';
import { Asked, type Call } from '../route/call.js';
import { Act, Area, Create, Follow, List, Show } from '../route/route.js';
import { FollowWork } from '../sync/follow-work.js';

/** Hundreds of accounts are recorded in one transaction. */
const recordDeadlineMs = 60_000;
const over: readonly RolloutState[] = ['done', 'stopped'];

@Area('rollouts')
export class RolloutsController {
  constructor(private readonly work: FollowWork) {}

  @Create('', {
    answers: RolloutView,
    who: 'hq',
    says: 'Begins to bring many accounts to a release in waves: plans for all of them are made as jobs. Nothing is written there.',
  })
  make(@Asked() call: Call, @Body() body: MakeRolloutBody): Promise<RolloutView> {
    return call.ask('sync.rollouts.make', { ...body, by: call.by }, recordDeadlineMs);
  }

  @List('', { answers: RolloutSummary, who: 'hq-read', says: 'Lists rollouts, newest first.' })
  list(@Asked() call: Call, @Query() page: PageRequest): Promise<RolloutPage> {
    return call.ask('sync.rollouts.list', page);
  }

  @Show(':rolloutId', {
    answers: RolloutView,
    who: 'hq-read',
    says: 'Shows a rollout: equal plans grouped, the checksum over all, progress and the summary.',
  })
  show(@Asked() call: Call, @Param() path: RolloutPath): Promise<RolloutView> {
    return call.readOwn('sync.rollouts.show', path);
  }

  @List(':rolloutId/accounts', {
    answers: RolloutAccountView,
    who: 'hq-read',
    says: 'Lists the accounts of a rollout in the order of the waves; by state and group of plans where asked.',
  })
  accounts(
    @Asked() call: Call,
    @Param() path: RolloutPath,
    @Query() query: RolloutAccountQuery,
  ): Promise<RolloutAccountPage> {
    return call.ask('sync.rollouts.accounts', { ...query, ...path });
  }

  @Follow(':rolloutId/events', {
    answers: RolloutProgress,
    who: 'hq-read',
    says: 'Follows a rollout as server-sent events until it is done or stopped and no file of a bot is being made.',
    sees: (call, path) => call.readOwn('sync.rollouts.progress', parseRequest(RolloutPath, path)),
  })
  events(@Asked() call: Call, @Param() path: RolloutPath): Observable<MessageEvent> {
    const read = (by: Call) => by.readOwn('sync.rollouts.progress', path);
    return this.work.follow(call, read, ({ state, botStates }) => {
      return over.includes(state) && botStates.making === 0;
    });
  }

  @Act(':rolloutId/approve', {
    answers: RolloutProgress,
    who: 'hq',
    says: 'Approves the plans of all accounts exactly as they were shown, and begins the first wave.',
  })
  async approve(
    @Asked() call: Call,
    @Param() path: RolloutPath,
    @Body() body: ApproveRolloutBody,
  ): Promise<RolloutProgress> {
    await call.readOwn('sync.rollouts.progress', path);
    return call.ask('sync.rollouts.approve', { ...body, ...path, by: call.by }, recordDeadlineMs);
  }

  @Act(':rolloutId/accounts/:accountId/approve', {
    answers: RolloutAccountView,
    who: 'hq',
    says: 'Approves the plan of one account that was made again and does more than was approved.',
  })
  approveAccount(
    @Asked() call: Call,
    @Param() path: RolloutAccountPath,
    @Body() body: ApproveRolloutBody,
  ): Promise<RolloutAccountView> {
    return call.ask('sync.rollouts.approve-account', { ...body, ...path, by: call.by });
  }

  @Act(':rolloutId/accounts/:accountId/skip', {
    answers: RolloutAccountView,
    who: 'hq',
    says: 'Leaves an account out of a rollout, before it is begun or after it failed.',
  })
  skipAccount(@Asked() call: Call, @Param() path: RolloutAccountPath): Promise<RolloutAccountView> {
    return call.ask('sync.rollouts.skip-account', { ...path, by: call.by });
  }

  @Act(':rolloutId/pause', {
    answers: RolloutProgress,
    who: 'hq',
    says: 'Begins nothing more; plans that are being applied stop after the call they are in.',
  })
  async pause(@Asked() call: Call, @Param() path: RolloutPath): Promise<RolloutProgress> {
    return act(call, 'sync.rollouts.pause', path);
  }

  @Act(':rolloutId/resume', {
    answers: RolloutProgress,
    who: 'hq',
    says: 'Goes on with a paused rollout, without the accounts that failed.',
  })
  async resume(@Asked() call: Call, @Param() path: RolloutPath): Promise<RolloutProgress> {
    return act(call, 'sync.rollouts.resume', path);
  }

  @Act(':rolloutId/retry', {
    answers: RolloutProgress,
    who: 'hq',
    says: 'Tries the accounts again that failed, and the bots that were not delivered, and only those.',
  })
  async retry(@Asked() call: Call, @Param() path: RolloutPath): Promise<RolloutProgress> {
    return act(call, 'sync.rollouts.retry', path);
  }

  @Act(':rolloutId/stop', {
    answers: RolloutProgress,
    who: 'hq',
    says: 'Gives a rollout up; accounts that were not begun stay as they are.',
  })
  async stop(@Asked() call: Call, @Param() path: RolloutPath): Promise<RolloutProgress> {
    return act(call, 'sync.rollouts.stop', path);
  }
}

type Acting = 'sync.rollouts.pause' | 'sync.rollouts.resume' | 'sync.rollouts.retry' | 'sync.rollouts.stop';

async function act(call: Call, subject: Acting, path: RolloutPath): Promise<RolloutProgress> {
  await call.readOwn('sync.rollouts.progress', path);
  return call.ask(subject, { ...path, by: call.by }, recordDeadlineMs);
}
