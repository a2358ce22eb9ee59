import { Injectable } from '@nestjs/common';
import { isCallable, type Account, type NewCredential } from '@hub/accounts';
import {
  AmoError,
  ifAllowed,
  GrantRefused,
  listUsers,
  listWebhooks,
  NeedsReconnect,
  readAccount,
  Unauthorized,
  type AmoClient,
} from '@hub/amocrm';
import { inTransaction } from '@hub/database';
import { type Fact, message } from '@hub/messages';
import { isRefusal, Problem, VerdictError } from '@hub/platform';
import { DataSource } from 'typeorm';
import { AccountStores, AmoAccess } from './account-access.js';
import { reviewAddress } from './address-alarm.js';
import { HubAddress } from './hub-address.js';
import { HubWebhooks } from './hub-webhooks.js';
import { IntegrationOf } from './integration-of.js';
import { tokenEnd } from './token-end.js';

/** What amoCRM says of an account and of the user who connected it. */
type Known = Pick<Account, 'amoId' | 'hubUserId'>;

/**
 * Brings tokens and webhooks of one account together: check whose token it is → store → subscribe. A token that is
 * refused or another account's changes nothing: what worked before goes on working. Refused webhooks do not undo the
 * connection, because the poll works without them, and leave the earlier subscription as it was. An account that is
 * off-boarded meanwhile keeps neither tokens nor a subscription.
 */
@Injectable()
export class ConnectAccount {
  constructor(
    private readonly source: DataSource,
    private readonly stores: AccountStores,
    private readonly amo: AmoAccess,
    private readonly integrations: IntegrationOf,
    private readonly address: HubAddress,
    private readonly webhooks: HubWebhooks,
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
    const pair = await this.amo.requests.request(account, integration, { code }).catch(tell);
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
    const known = await this.verify(account, credential).catch(async (error: unknown) => {
      // A code works once and its pair comes from the account's own host: kept, though amoCRM is away just now. Nobody
      // knows yet whose it is, so it takes no working connection's place.
      const isKept = credential.refreshToken && isPassing(error) && !isCallable(account.state);
      if (isKept) await this.store(account, credential);
      return tell(error);
    });
    await this.store(account, credential, known);
    const outcome = await this.subscribe(account);
    // Asked after the last call: whoever removes the account later ends what was subscribed by then.
    const isGone = (await this.stores.accounts.find(account.id))?.state === 'removed';
    if (isGone) await this.webhooks.tryUnsubscribeBy(account, credential);
    if (isGone) throw removedMeanwhile();
    return outcome;
  }

  /** Asks amoCRM with the new token, which is stored nowhere yet. Throws 422 for a foreign one and one without rights. */
  private async verify(account: Account, credential: NewCredential): Promise<Known> {
    const client = this.amo.onTrial(account, credential);
    if (!client) throw new Error('A credential without a token');
    const { id, subdomain, current_user_id: userId } = await readAccount(client);
    if (subdomain !== account.subdomain) {
      throw new Problem(422, message('problems.token-of-another-account', { subdomain }));
    }
    if (!(await isAdmin(client, userId))) throw new Problem(422, message('edge.consent-too-weak'));
    return { amoId: id, hubUserId: userId };
  }

  /** Locks the account before the credential is written, as off-boarding does; a removed one gets none. */
  private async store(account: Account, credential: NewCredential, known?: Known): Promise<void> {
    const now = new Date();
    await inTransaction(this.source, async (tx) => {
      const state = await this.stores.accounts.happen(tx, account.id, { kind: 'tokens-stored' }, now);
      if (state === 'removed') throw removedMeanwhile();
      await this.stores.credentials.store(tx, account.id, credential, now);
      if (known) await this.stores.accounts.update(tx, account.id, known);
      // A token of another kind or end takes the place of the one that was warned of.
      for (const kind of ['reconnect-needed', 'token-ends-soon'] as const)
        await this.stores.alarms.clear(tx, kind, account.id, now);
      await reviewAddress(tx, this.stores.alarms, this.address);
    });
    this.amo.tokens.forget(account.id);
  }

  private async subscribe(account: Account): Promise<Fact> {
    try {
      await this.webhooks.subscribe(account);
      return 'subscribed';
    } catch (error) {
      if (error instanceof VerdictError) return error.asMessage();
      throw error;
    }
  }
}

/**
 * Whether an administrator gave this client its token. External integrations do not see users; the list of webhooks is
 * open to administrators alone, through whatever integration. Sheet: configuration 5.2, 7.1.
 */
async function isAdmin(client: AmoClient, userId: number | null): Promise<boolean> {
  const list = await ifAllowed(() => listUsers(client));
  if (!list) return (await ifAllowed(() => listWebhooks(client))) !== null;
  return list.users.find(({ id }) => id === userId)?.rights.is_admin ?? true;
}

function removedMeanwhile(): Problem {
  return new Problem(409, message('edge.removed-meanwhile'));
}

function isPassing(error: unknown): boolean {
  return error instanceof AmoError && !isRefusal(error) && !(error instanceof Unauthorized);
}

/** Says to the caller what amoCRM said. */
export function tell(error: unknown): never {
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
