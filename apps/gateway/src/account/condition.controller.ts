import { Body, Param } from '@nestjs/common';
import { DryPlanAnswer } from '@hub/contracts';
import { Asked, type Call } from '../route/call.js';
import { Act, Area, Show } from '../route/route.js';
import { ReplayWebhooks } from '../webhook/replay-webhooks.js';
import { FindAccount } from './find-account.js';
import { AccountPath, HealthView, PreflightView, ReplayBody, ReplayView } from './account-bodies.js';
import { ReadHealth } from './read-health.js';
import { RunPreflight } from './run-preflight.js';

@Area('accounts')
export class ConditionController {
  constructor(
    private readonly accounts: FindAccount,
    private readonly preflights: RunPreflight,
    private readonly replays: ReplayWebhooks,
    private readonly conditions: ReadHealth,
  ) {}

  @Show(':accountId/preflight', {
    answers: PreflightView,
    who: 'branch-read',
    says: 'Checks what the account can do for the hub, with a suggestion where something is missing. Shows the last dry plan and starts none.',
  })
  async preflight(@Asked() call: Call, @Param() { accountId }: AccountPath): Promise<PreflightView> {
    return this.preflights.run(call, await this.accounts.get(accountId));
  }

  @Act(':accountId/preflight', {
    answers: DryPlanAnswer,
    who: 'branch',
    says: 'Starts a dry plan to the newest release, not before `nextAt` of the last one. Answers at once with the last one, and `isStarted` says whether this started one; `state` stays `waiting` until it is done.',
  })
  plan(@Asked() call: Call, @Param() path: AccountPath): Promise<DryPlanAnswer> {
    return call.ask('sync.dry-plans.ask', path);
  }

  @Act(':accountId/replay-webhooks', {
    answers: ReplayView,
    who: 'hq',
    says: 'Reads the stored webhooks of a time span again.',
  })
  async replay(
    @Asked() call: Call,
    @Param() { accountId }: AccountPath,
    @Body() { since }: ReplayBody,
  ): Promise<ReplayView> {
    await this.accounts.get(accountId);
    return { webhooks: await this.replays.ask(accountId, new Date(since), call.correlationId) };
  }

  @Show(':accountId/health', {
    answers: HealthView,
    who: 'branch-read',
    says: 'Shows how fresh the connection is: calls, webhooks, poll, token, rate budget.',
  })
  health(@Param() { accountId }: AccountPath): Promise<HealthView> {
    return this.conditions.read(accountId, new Date());
  }
}
