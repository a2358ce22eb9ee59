import { Injectable } from '@nestjs/common';
import type { Account } from '@hub/accounts';
import { inTransaction } from '@hub/database';
import type { Call } from '../route/call.js';
import { DataSource } from 'typeorm';
import { AccountStores, AmoAccess } from './account-access.js';
import { EraseTraces } from './erase-traces.js';
import { HubWebhooks } from './hub-webhooks.js';

/**
 * Ends a connection: subscriptions first, while the tokens still work, then tokens, raw webhooks, the poll's cursor and
 * personal data in one transaction, with the message by which the other services forget the account too. An account that
 * cannot be reached is let go all the same: its secret path is closed. The transaction locks the account before anything
 * else, as storing tokens does, so a connect or refresh on its way stores its tokens before they are erased, or not at
 * all; what such a connect subscribed meanwhile is ended behind the transaction, or by the connect itself.
 */
@Injectable()
export class OffBoardAccount {
  constructor(
    private readonly source: DataSource,
    private readonly stores: AccountStores,
    private readonly webhooks: HubWebhooks,
    private readonly traces: EraseTraces,
    private readonly amo: AmoAccess,
  ) {}

  async run({ correlationId }: Call, account: Account, reason: string): Promise<void> {
    const { id: accountId, host } = account;
    await this.webhooks.tryUnsubscribe(account);
    const now = new Date();
    const erased = await inTransaction(this.source, async (tx) => {
      await this.stores.accounts.recordEvent(tx, accountId, { kind: 'removed', reason }, now);
      const credential = await this.stores.credentials.open(accountId, tx);
      await this.stores.credentials.erase(tx, accountId);
      await this.traces.erase(tx, account, now, correlationId);
      await this.stores.alarms.eraseOf(tx, accountId);
      // Many a franchisee trades under their own name.
      await this.stores.accounts.update(tx, accountId, { name: host });
      await this.stores.accounts.setWebhookSecret(tx, accountId, null);
      return credential;
    });
    this.amo.tokens.forget(accountId);
    await this.webhooks.tryUnsubscribeBy(account, erased);
  }
}
