import { Injectable } from '@nestjs/common';
import type { Account } from '@hub/accounts';
import { inTransaction } from '@hub/database';
import type { Call } from '../route/call.js';
import { DataSource } from 'typeorm';
import { AccountStores, AmoAccess } from './account-access.js';
import { ConnectAccount } from './connect-account.js';
import { EraseTraces } from './erase-traces.js';

/**
 * Ends a connection: subscriptions first, while the tokens still work, then tokens, raw webhooks, the poll's cursor and
 * personal data in one transaction, with the message by which the other services forget the account too. An account that
 * cannot be reached is let go all the same: its secret path is closed.
 */
@Injectable()
export class OffBoardAccount {
  constructor(
    private readonly source: DataSource,
    private readonly stores: AccountStores,
    private readonly connecting: ConnectAccount,
    private readonly traces: EraseTraces,
    private readonly amo: AmoAccess,
  ) {}

  async run({ correlationId }: Call, account: Account, reason: string): Promise<void> {
    const { id: accountId, host } = account;
    await this.connecting.tryUnsubscribe(account);
    const now = new Date();
    await inTransaction(this.source, async (tx) => {
      await this.stores.credentials.erase(tx, accountId);
      await this.traces.erase(tx, account, now, correlationId);
      await this.stores.alarms.eraseOf(tx, accountId);
      // Many a franchisee trades under their own name.
      await this.stores.accounts.update(tx, accountId, { name: host });
      await this.stores.accounts.setWebhookSecret(tx, accountId, null);
      await this.stores.accounts.happen(tx, accountId, { kind: 'removed', reason }, now);
    });
    this.amo.tokens.forget(accountId);
  }
}
