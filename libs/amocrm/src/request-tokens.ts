import type { RenewedPair, TokenPair } from '@hub/accounts';
import { message, type Message } from '@hub/messages';
import { VerdictError } from '@hub/platform';
import type { AccountHealth, Caller } from './account-health.js';
import { classifyAnswer } from './classify-answer.js';
import { AmoError, Unauthorized, ValidationFailed } from './errors.js';
import { budgetName, type BudgetScope, type RateBudget } from './rate-budget.js';
import { askAddress, readAddress, type AccountAddress, type TokensOfAccount } from './account-address.js';
import { int, shape, text } from './read-value.js';
import { areSame, asConfigured, type Integration, type OwnIntegration } from './own-integration.js';
import type { Transport } from './transport.js';

export type Grant = { code: string } | { refreshToken: string };

/** Thrown when amoCRM does not accept the code or refresh token: used before, ended, or revoked. */
export class GrantRefused extends VerdictError {
  constructor(readonly host: string) {
    super(`${host} refuses the code or refresh token`, { kind: 'never' });
  }

  override asMessage(): Message {
    return message('failures.grant-refused', { host: this.host });
  }
}

const answer = shape({ access_token: text, refresh_token: text, expires_in: int });

const path = '/oauth2/access_token';

/** Asks amoCRM for token pairs, within the account's rate budget like every other call. */
export class TokenRequests {
  constructor(
    private readonly transport: Transport,
    private readonly budget: RateBudget,
    private readonly settings: { scope: BudgetScope; own: OwnIntegration },
    private readonly health: AccountHealth,
  ) {}

  /**
   * Where amoCRM says that the account of these tokens lives now; null when it refuses them, or none of them can ask.
   * Throws another client error when amoCRM is away.
   */
  async findAddress(
    account: { id: string; host: string },
    integrationId: string,
    tokens: TokensOfAccount,
  ): Promise<AccountAddress | null> {
    const question = askAddress(tokens, account.host);
    if (!question) return null;
    const budget = budgetName(this.settings.scope, integrationId, account.id);
    const slot = await this.budget.take(budget, 'claim');
    const raw = await this.transport.send({ ...question, method: 'GET' }).finally(() => slot.release());
    const result = classifyAnswer(raw, { host: question.host, method: 'GET', path: question.path });
    if (result instanceof Unauthorized) return null;
    if (result instanceof AmoError) {
      await this.health.trialFailed(budget, result);
      throw result;
    }
    const { id, subdomain, domain } = readAddress(result.body, 'account');
    return { id, subdomain, domain: domain.toLowerCase() };
  }

  /**
   * A new pair for a refresh token, by the integration as it is stored or, when that is refused, as it is configured now;
   * and the secret and address that got it. Throws as `request` does.
   */
  async renew(
    account: { id: string; host: string },
    stored: Integration,
    refreshToken: string,
  ): Promise<RenewedPair> {
    const candidates = [stored, asConfigured(stored, this.settings.own)] as const;
    const { pair, integration } = await this.requestByAny(account, candidates, { refreshToken });
    const { clientSecret, redirectUri } = integration;
    return { ...pair, clientSecret, redirectUri };
  }

  /**
   * As `request`, with the integrations in turn: the next one is tried when amoCRM refuses one, which uses up nothing.
   * Says which one got the pair.
   */
  async requestByAny(
    account: { id: string; host: string },
    [first, ...others]: readonly [Integration, ...Integration[]],
    grant: Grant,
  ): Promise<{ pair: TokenPair; integration: Integration }> {
    try {
      return { pair: await this.request(account, first, grant), integration: first };
    } catch (error) {
      const [next, ...rest] = others.filter((one) => !areSame(one, first));
      if (!next || !(error instanceof GrantRefused)) throw error;
      return this.requestByAny(account, [next, ...rest], grant);
    }
  }

  /**
   * Exchanges a code or refresh token for a new pair. A refresh token works once: after this call the old pair is gone,
   * so the new one must be stored before anything else. Throws `GrantRefused`, `OutcomeUnknown` when no answer came, or
   * another client error. Sheet: configuration 2.1.
   */
  async request(
    account: { id: string; host: string },
    integration: Integration,
    grant: Grant,
  ): Promise<TokenPair> {
    const { host } = account;
    const budget = budgetName(this.settings.scope, integration.clientId, account.id);
    const caller: Caller = { accountId: account.id, budget, isDegraded: false };
    const slot = await this.budget.take(budget, 'claim');
    const sentAt = performance.now();
    const raw = await this.transport
      .send({ host, method: 'POST', path, body: tokenBody(integration, grant) })
      .finally(() => slot.release());
    const result = classifyAnswer(raw, { host, method: 'POST', path });
    if (result instanceof Unauthorized || result instanceof ValidationFailed) throw new GrantRefused(host);
    if (result instanceof AmoError) {
      await this.health.callFailed(caller, result, sentAt);
      throw result;
    }
    const tokens = answer(result.body, 'tokens');
    return {
      accessToken: tokens.access_token,
      refreshToken: tokens.refresh_token,
      expiresAt: new Date(Date.now() + tokens.expires_in * 1000),
    };
  }
}

function tokenBody(integration: Integration, grant: Grant): Record<string, string> {
  return {
    client_id: integration.clientId,
    client_secret: integration.clientSecret,
    redirect_uri: integration.redirectUri,
    ...('code' in grant
      ? { grant_type: 'authorization_code', code: grant.code }
      : { grant_type: 'refresh_token', refresh_token: grant.refreshToken }),
  };
}
