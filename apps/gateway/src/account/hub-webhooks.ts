import { randomBytes } from 'node:crypto';
import {
  AccountRepository,
  CredentialRepository,
  isCallable,
  type Account,
  type NewCredential,
  type OpenCredential,
} from '@hub/accounts';
import {
  AmoClients,
  hasChangedNothing,
  listWebhooks,
  subscribeWebhook,
  unsubscribeWebhook,
  type AmoClient,
} from '@hub/amocrm';
import { VerdictError } from '@hub/platform';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { clientOnTrial } from './client-on-trial.js';
import { HubAddress } from './hub-address.js';

/**
 * The events that the hub subscribes to. Notes and talks change nothing that it decides by, and the hub's own note on a
 * lead would have the lead read once more. Sheet: configuration 7.2.
 */
const webhookEvents = [
  ...['add', 'update', 'delete', 'restore', 'status', 'responsible'].map((what) => `${what}_lead`),
  ...['add', 'update', 'delete', 'restore', 'responsible'].map((what) => `${what}_contact`),
  ...['add', 'update', 'delete', 'restore', 'responsible'].map((what) => `${what}_company`),
  ...['add', 'update', 'delete', 'responsible'].map((what) => `${what}_task`),
];

/** The hub's subscriptions in an account. */
@Injectable()
export class HubWebhooks {
  constructor(
    private readonly source: DataSource,
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(CredentialRepository) private readonly credentials: CredentialRepository,
    @Inject(AmoClients) private readonly clients: AmoClients,
    private readonly address: HubAddress,
  ) {}

  /**
   * Subscribes the hub, and ends its subscriptions whose secret it does not know. An address that works is subscribed again
   * as it is: a swap of secrets would lose what comes between its steps. A new secret is stored before amoCRM gets its
   * address, and taken back only when it is certain that amoCRM has not. Throws the client's errors; repeat it then.
   */
  async subscribe({ id }: Account): Promise<void> {
    const client = this.clients.forAccount(id, 'routing');
    const own = (await listWebhooks(client)).filter((one) => this.secretOf(one.destination) !== null);
    const { webhookSecretHash: hash } = await this.accounts.get(id);
    const working = own.find((one) => !one.disabled && this.hashOf(one.destination) === hash);
    if (working) await subscribeWebhook(client, working.destination, webhookEvents);
    else await this.subscribeAnew(client, id, hash);
    for (const one of own) if (one !== working) await unsubscribeWebhook(client, one.destination);
  }

  /** The hash of the secret in a webhook's address; null for an address that is not the hub's. */
  hashOf(destination: string): string | null {
    const secret = this.secretOf(destination);
    return secret === null ? null : this.accounts.hashWebhookSecret(secret);
  }

  /**
   * Ends every subscription of the hub in the account, by its own token: no more calls are made for a suspended one, and
   * this last one is due all the same. False when amoCRM does not let it, or there is no token.
   */
  async tryUnsubscribe(account: Account): Promise<boolean> {
    if (isCallable(account.state)) return this.unsubscribe(this.clients.forAccount(account.id, 'routing'));
    return this.tryUnsubscribeBy(account, await this.credentials.open(account.id));
  }

  /** The same by a token that is not, or no longer, stored. */
  async tryUnsubscribeBy(
    account: Account,
    credential: NewCredential | OpenCredential | null,
  ): Promise<boolean> {
    const client = credential && clientOnTrial(this.clients, account, credential);
    return client ? this.unsubscribe(client) : false;
  }

  private async subscribeAnew(client: AmoClient, id: string, hashBefore: string | null): Promise<void> {
    const secret = randomBytes(24).toString('base64url');
    await this.accounts.setWebhookSecret(this.source.manager, id, secret);
    await subscribeWebhook(client, this.address.hooks + secret, webhookEvents).catch(
      async (error: unknown) => {
        if (hasChangedNothing(error))
          await this.accounts.restoreWebhookSecret(this.source.manager, id, hashBefore);
        throw error;
      },
    );
  }

  private async unsubscribe(client: AmoClient): Promise<boolean> {
    try {
      for (const { destination } of await listWebhooks(client)) {
        if (this.secretOf(destination) !== null) await unsubscribeWebhook(client, destination);
      }
      return true;
    } catch (error) {
      if (error instanceof VerdictError) return false;
      throw error;
    }
  }

  private secretOf(destination: string): string | null {
    const { hooks } = this.address;
    return destination.startsWith(hooks) ? destination.slice(hooks.length) : null;
  }
}
