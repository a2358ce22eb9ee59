import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { isCallable, type Account, type NewCredential } from '@hub/accounts';
import {
  AmoError,
  GrantRefused,
  listWebhooks,
  NeedsReconnect,
  readAccount,
  subscribeWebhook,
  Unauthorized,
  unsubscribeWebhook,
  type AmoAccount,
} from '@hub/amocrm';
import { inTransaction } from '@hub/database';
import { type Fact, message } from '@hub/messages';
import { isRefusal, Problem, VerdictError } from '@hub/platform';
import { DataSource } from 'typeorm';
import { AccountStores, AmoAccess } from './account-access.js';
import { reviewAddress } from './address-alarm.js';
import { HubAddress } from './hub-address.js';
import { IntegrationOf } from './integration-of.js';
import { tokenEnd } from './token-end.js';

/** Everything the hub wants to hear about. Sheet: configuration 7.2. */
const webhookEvents = [
  ...['add', 'update', 'delete', 'restore', 'status', 'responsible', 'note'].map((what) => `${what}_lead`),
  ...['add', 'update', 'delete', 'restore', 'responsible', 'note'].map((what) => `${what}_contact`),
  ...['add', 'update', 'delete', 'restore', 'responsible', 'note'].map((what) => `${what}_company`),
  ...['add', 'update', 'delete', 'responsible'].map((what) => `${what}_task`),
  'add_talk',
  'update_talk',
];

/** What amoCRM says of an account and of the user who connected it. */
type Known = Pick<Account, 'amoId' | 'hubUserId'>;

/**
 * Brings tokens and webhooks of one account together: check whose token it is → store → subscribe. A token that is
 * refused or another account's changes nothing: what worked before goes on working. Refused webhooks do not undo the
 * connection, because the poll works without them, and leave the earlier subscription as it was.
 */
@Injectable()
export class ConnectAccount {
  constructor(
    private readonly source: DataSource,
    private readonly stores: AccountStores,
    private readonly amo: AmoAccess,
    private readonly integrations: IntegrationOf,
    private readonly address: HubAddress,
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

  /**
   * Ends every subscription of the hub in the account, by its own token: no more calls are made for a suspended one, and
   * this last one is due all the same. False when amoCRM does not let it, or there is no token.
   */
  async tryUnsubscribe({ id: accountId, host, state }: Account): Promise<boolean> {
    const credential = await this.stores.credentials.open(accountId);
    const token = credential?.longLivedToken ?? credential?.accessToken;
    if (!credential || !token) return false;
    const onItsOwn = { accountId, host, integrationId: credential.integrationId, token };
    const client = isCallable(state)
      ? this.amo.clients.forAccount(accountId, 'routing')
      : this.amo.clients.withToken(onItsOwn, 'routing');
    try {
      for (const { destination } of await listWebhooks(client)) {
        if (destination.startsWith(this.address.hooks)) await unsubscribeWebhook(client, destination);
      }
      return true;
    } catch (error) {
      if (error instanceof VerdictError) return false;
      throw error;
    }
  }

  private async finish(account: Account, credential: NewCredential): Promise<Fact> {
    const found = await this.findOwner(account, credential).catch(async (error: unknown) => {
      // A code works once and its pair comes from the account's own host: kept, though amoCRM is away just now.
      if (credential.refreshToken && isPassing(error)) await this.store(account, credential);
      return tell(error);
    });
    if (found.subdomain !== account.subdomain) {
      throw new Problem(422, message('problems.token-of-another-account', { subdomain: found.subdomain }));
    }
    await this.store(account, credential, { amoId: found.id, hubUserId: found.current_user_id });
    return this.subscribe(account);
  }

  /** Asks amoCRM with the new token, which is stored nowhere yet. */
  private async findOwner(account: Account, credential: NewCredential): Promise<AmoAccount> {
    const token = credential.longLivedToken ?? credential.accessToken ?? '';
    const { integrationId } = credential;
    const onTrial = { accountId: account.id, host: account.host, integrationId, token };
    return readAccount(this.amo.clients.withToken(onTrial, 'routing'));
  }

  private async store(account: Account, credential: NewCredential, known?: Known): Promise<void> {
    const now = new Date();
    await inTransaction(this.source, async (tx) => {
      await this.stores.credentials.store(tx, account.id, credential, now);
      await this.stores.accounts.happen(tx, account.id, { kind: 'tokens-stored' }, now);
      if (known) await this.stores.accounts.update(tx, account.id, known);
      // A token of another kind or end takes the place of the one that was warned of.
      for (const kind of ['reconnect-needed', 'token-ends-soon'] as const)
        await this.stores.alarms.clear(tx, kind, account.id, now);
      await reviewAddress(tx, this.stores.alarms, this.address);
    });
    this.amo.tokens.forget(account.id);
  }

  /**
   * The new secret is stored before amoCRM learns it; the old address goes last, so that nothing falls between. When
   * amoCRM does not take the new address, the old secret is put back, because the old address is still subscribed.
   */
  private async subscribe(account: Account): Promise<Fact> {
    const client = this.amo.clients.forAccount(account.id, 'routing');
    const secret = randomBytes(24).toString('base64url');
    const destination = this.address.hooks + secret;
    try {
      const before = await listWebhooks(client);
      const { webhookSecretHash } = await this.stores.get(account.id);
      await this.stores.accounts.setWebhookSecret(this.source.manager, account.id, secret);
      await subscribeWebhook(client, destination, webhookEvents).catch(async (error: unknown) => {
        await this.stores.accounts.restoreWebhookSecret(this.source.manager, account.id, webhookSecretHash);
        throw error;
      });
      for (const old of before) {
        if (old.destination.startsWith(this.address.hooks)) await unsubscribeWebhook(client, old.destination);
      }
      return 'subscribed';
    } catch (error) {
      if (error instanceof AmoError) return error.asMessage();
      throw error;
    }
  }
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
