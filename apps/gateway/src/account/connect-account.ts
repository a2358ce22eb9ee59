import { Injectable } from '@nestjs/common';
import { isCallable, type Account, type NewCredential } from '@hub/accounts';
import { AmoError, GrantRefused, NeedsReconnect, Unauthorized } from '@hub/amocrm';
import { type Fact, message } from '@hub/messages';
import { isRefusal, Problem, VerdictError } from '@hub/platform';
import { AccountStores, AmoAccess } from './account-access.js';
import { HubWebhooks } from './hub-webhooks.js';
import { IntegrationOf } from './integration-of.js';
import { removedMeanwhile, StoreConnection } from './store-connection.js';
import { tokenEnd } from './token-end.js';
import { verifyToken } from './verify-token.js';

/**
 * Brings tokens and webhooks of one account together: check whose token it is → store → subscribe. A token that is
 * refused or another account's changes nothing: what worked before goes on working. Refused webhooks do not undo the
 * connection, because the poll works without them, and leave the earlier subscription as it was; what passes is done by
 * `CompleteConnection`. An account that is
 * off-boarded meanwhile keeps neither tokens nor a subscription.
 */
@Injectable()
export class ConnectAccount {
  constructor(
    private readonly stores: AccountStores,
    private readonly amo: AmoAccess,
    private readonly integrations: IntegrationOf,
    private readonly webhooks: HubWebhooks,
    private readonly storing: StoreConnection,
  ) {}

  /** Connects by a long-lived token. Throws 422 when amoCRM refuses it or it is another account's. */
  async byToken(account: Account, longLivedToken: string): Promise<Fact> {
    const integration = await this.integrations.find(account.id);
    const endsAt = tokenEnd(longLivedToken);
    return this.finish(account, {
      integrationId: integration?.clientId ?? 'long-lived',
      ...(integration
        ? { clientSecret: integration.clientSecret, redirectUri: integration.redirectUri }
        : {}),
      longLivedToken,
      ...(endsAt ? { accessExpiresAt: endsAt } : {}),
    });
  }

  /** Connects by an authorization code. Throws 422 when amoCRM refuses it, 503 when amoCRM is away. */
  async byCode(account: Account, code: string): Promise<Fact> {
    const integration = await this.integrations.get(account.id);
    const pair = await this.amo.requests.request(account, integration, { code }).catch(throwAsProblem);
    return this.finish(account, {
      integrationId: integration.clientId,
      clientSecret: integration.clientSecret,
      redirectUri: integration.redirectUri,
      accessToken: pair.accessToken,
      refreshToken: pair.refreshToken,
      accessExpiresAt: pair.expiresAt,
    });
  }

  private async finish(account: Account, credential: NewCredential): Promise<Fact> {
    const client = this.amo.onTrial(account, credential);
    if (!client) throw new Error('A credential without a token');
    const { accounts } = this.stores;
    const known = await verifyToken(client, accounts, account).catch(async (error: unknown) => {
      // A code works once and its pair comes from the account's own host: kept, though amoCRM is away just now. Nobody
      // knows yet whose it is, so it takes no working connection's place.
      const isKept = credential.refreshToken && isPassing(error) && !isCallable(account.state);
      if (isKept) await this.storing.store(account, credential, null);
      return throwAsProblem(error);
    });
    const jobId = await this.storing.store(account, credential, known);
    const outcome = await this.subscribe(account, jobId);
    // Asked after the last call: whoever removes the account later ends what was subscribed by then.
    const isGone = (await accounts.find(account.id))?.state === 'removed';
    if (isGone) await this.webhooks.tryUnsubscribeBy(account, credential);
    if (isGone) throw removedMeanwhile();
    return outcome;
  }

  /** What passes is left to the job. */
  private async subscribe(account: Account, jobId: string): Promise<Fact> {
    try {
      await this.webhooks.subscribe(account);
      await this.storing.complete(jobId);
      return 'subscribed';
    } catch (error) {
      if (!(error instanceof VerdictError)) throw error;
      if (isRefusal(error)) await this.storing.complete(jobId);
      return error.asMessage();
    }
  }
}

function isPassing(error: unknown): boolean {
  return error instanceof AmoError && !isRefusal(error) && !(error instanceof Unauthorized);
}

/** Says to the caller what amoCRM said. */
export function throwAsProblem(error: unknown): never {
  if (error instanceof GrantRefused)
    throw new Problem(422, message('problems.code-refused'), undefined, { cause: error });
  if (error instanceof NeedsReconnect) {
    throw new Problem(422, error.asMessage(), undefined, { cause: error });
  }
  if (error instanceof Unauthorized)
    throw new Problem(422, message('problems.token-refused'), undefined, { cause: error });
  if (!(error instanceof AmoError)) throw error;
  const [status, name] = isRefusal(error) ? ([422, 'refused'] as const) : ([503, 'away'] as const);
  const said = message(`problems.amocrm-${name}`, { failure: error.asMessage() });
  throw new Problem(status, said, undefined, { cause: error });
}
