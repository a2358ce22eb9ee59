import type { AccountHealth, Caller } from './account-health.js';
import type { Access, AccessTokens } from './access-tokens.js';
import type { AmoClient, AmoRequest } from './amo-client.js';
import { AccountGate } from './account-gate.js';
import { classifyAnswer, type AmoAnswer, type RawAnswer } from './classify-answer.js';
import { AmoError, Unauthorized } from './errors.js';
import { assertMayLeave } from './may-leave.js';
import { nameWaitedAccount } from './name-waited-account.js';
import {
  budgetName,
  type BudgetScope,
  type BudgetUse,
  type Priority,
  type RateBudget,
  type Slot,
} from './rate-budget.js';
import { CallBatcher } from './together/call-batcher.js';
import type { Transport, WireCall } from './transport.js';

/** A token before it is stored. Never log it. */
export type TokenOnTrial = Pick<Access, 'accountId' | 'host' | 'integrationId' | 'token'>;

/** A call's tries with tokens that amoCRM may refuse: the known one, one that somebody else has stored, and its own refreshed one. */
const mostTries = 3;

/** Gives out clients; one per process. */
export class AmoClients {
  /** Knows from each call whether its account answers. */
  readonly gate = new AccountGate(() => performance.now());
  private readonly together = new CallBatcher(() => performance.now());
  /** Failures that no caller has reported to the account's health yet, and when their calls were sent. */
  private readonly unreported = new WeakMap<Error, number>();

  constructor(
    private readonly transport: Transport,
    private readonly tokens: AccessTokens,
    private readonly budget: RateBudget,
    private readonly health: AccountHealth,
    private readonly scope: BudgetScope,
  ) {}

  /** A client for one account. Cheap: make one per job, with that job's priority and the signal that ends it. */
  forAccount(accountId: string, priority: Priority, signal?: AbortSignal): AmoClient {
    const call = (request: AmoRequest) => this.call(accountId, priority, { signal, ...request });
    return { accountId, call: (request) => call(request).catch(nameWaitedAccount(accountId)) };
  }

  /**
   * A client that calls with a token that is not stored yet, to learn whose it is. A failure of such a call changes no
   * state of the account, which may work well with its own token; the budget that both draw on is backed off. Throws
   * `Unauthorized` on 401.
   */
  withToken(account: TokenOnTrial, priority: Priority): AmoClient {
    const { accountId, host, integrationId, token } = account;
    const budget = budgetName(this.scope, integrationId, accountId);
    // It shares no request: calls with the stored token would go with this one.
    const call = (request: AmoRequest) =>
      this.exchange({ ...request, join: undefined, host, token }, budget, priority).catch(
        async (error: unknown) => {
          await this.health.trialFailed(budget, error);
          throw error;
        },
      );
    return { accountId, call };
  }

  /**
   * Lets calls for this account go on after a block by amoCRM was lifted: ends the stop of its budget. Returns whether
   * other accounts draw on that budget too.
   */
  async resume(accountId: string): Promise<boolean> {
    const { integrationId } = await this.tokens.access(accountId);
    await this.budget.resume(budgetName(this.scope, integrationId, accountId));
    return this.scope !== 'integration-account';
  }

  /** The stopped budgets that accounts draw on through these integrations, by account. */
  async findStops(
    integrations: ReadonlyMap<string, string>,
  ): Promise<Map<string, { budget: string; since: Date }>> {
    const stopped = await this.budget.listStopped();
    const found = new Map<string, { budget: string; since: Date }>();
    for (const [accountId, integrationId] of integrations) {
      const budget = budgetName(this.scope, integrationId, accountId);
      const since = stopped.get(budget);
      if (since) found.set(accountId, { budget, since });
    }
    return found;
  }

  /** How full the budget is that an account's calls through this integration draw on. */
  async budgetUse(accountId: string, integrationId: string): Promise<BudgetUse> {
    return this.budget.readUse(budgetName(this.scope, integrationId, accountId));
  }

  /**
   * A refused token is replaced, at most twice. The account waits for a person when amoCRM refuses to refresh, or refuses
   * the token that it has just given to this call. One that somebody else has stored is no such proof: amoCRM may have
   * refused another token to the request that this call shared.
   */
  private async call(accountId: string, priority: Priority, request: AmoRequest): Promise<AmoAnswer> {
    let access = await this.tokens.access(accountId);
    let isRefreshed = false;
    for (let tries = 1; ; tries++) {
      let refusal: Unauthorized;
      try {
        return await this.callOnce(access, priority, request);
      } catch (error) {
        if (!(error instanceof Unauthorized)) throw error;
        refusal = error;
      }
      const { generation } = access;
      const dead = isRefreshed ? await this.tokens.dead(accountId, generation, 'new_token_refused') : null;
      if (dead) throw dead;
      if (tries === mostTries) throw refusal;
      const renewed = await this.tokens.renew(accountId, generation);
      [access, isRefreshed] = [renewed, renewed.isRefreshed];
    }
  }

  private async callOnce(access: Access, priority: Priority, request: AmoRequest): Promise<AmoAnswer> {
    const { accountId, host, token, isDegraded } = access;
    const budget = budgetName(this.scope, access.integrationId, accountId);
    const caller: Caller = { accountId, budget, isDegraded };
    let result: AmoAnswer;
    try {
      result = await this.exchange({ ...request, host, token }, budget, priority);
    } catch (error) {
      if (error instanceof AmoError) await this.noteFailure(caller, error, request.signal);
      throw error;
    }
    this.gate.answered(accountId);
    if (await this.health.callSucceeded(caller)) this.tokens.forget(accountId);
    return result;
  }

  private async noteFailure(caller: Caller, error: AmoError, signal: AbortSignal | undefined): Promise<void> {
    this.noteAnswer(caller.accountId, error, signal);
    const sentAt = this.unreported.get(error);
    if (sentAt === undefined) return;
    this.unreported.delete(error);
    if (await this.health.callFailed(caller, error, sentAt)) this.tokens.forget(caller.accountId);
  }

  /** A call that its own caller aborted says nothing about the account. */
  private noteAnswer(accountId: string, { facts }: AmoError, signal: AbortSignal | undefined): void {
    if (facts.status !== undefined) this.gate.answered(accountId);
    else if (!signal?.aborted) this.gate.unanswered(accountId);
  }

  private async exchange(
    { join, ...call }: AmoRequest & Pick<WireCall, 'host' | 'token'>,
    budget: string,
    priority: Priority,
  ): Promise<AmoAnswer> {
    // A person waits for a claim, so it is never batched.
    if (!join || priority === 'claim')
      return this.sendOn(call, await this.budget.take(budget, priority, call.signal));
    return this.together.run(
      { ...call, join },
      {
        name: `${priority} ${budget} ${call.host}`,
        take: (signal) => this.budget.take(budget, priority, signal),
        send: (one, slot) => this.sendOn(one, slot),
      },
    );
  }

  private async sendOn(call: WireCall, slot: Slot): Promise<AmoAnswer> {
    const sentAt = performance.now();
    const raw = await this.send(call).finally(() => slot.release());
    const result = classifyAnswer(raw, { host: call.host, method: call.method, path: call.path });
    if (!(result instanceof AmoError)) return result;
    this.unreported.set(result, sentAt);
    throw result;
  }

  private async send(call: WireCall): Promise<RawAnswer> {
    assertMayLeave(call, new Date());
    return this.transport.send(call);
  }
}
