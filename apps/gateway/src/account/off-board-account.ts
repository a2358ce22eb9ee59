import { Injectable } from '@nestjs/common';
import { isCallable, type Account } from '@hub/accounts';
import { inTransaction } from '@hub/database';
import { DataSource } from 'typeorm';
import { AccountStores, AmoAccess } from './account-access.js';
import { ConnectAccount } from './connect-account.js';
import { EraseTraces } from './erase-traces.js';

/**
 * Ends a connection: subscriptions first, while the tokens still work, then tokens, raw webhooks, the poll's cursor and
 * personal data in one transaction. An account that cannot be reached is let go all the same: its secret path is
 * closed. Other services need no message: the client makes no call for a removed account.
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

  async run(account: Account, reason: string): Promise<void> {
    if (isCallable(account.state)) await this.connecting.tryUnsubscribe(account.id);
    const now = new Date();
    await inTransaction(this.source, async (tx) => {
      await this.stores.credentials.erase(tx, account.id);
      await this.traces.erase(tx, account.id, now);
      await this.stores.accounts.setWebhookSecret(tx, account.id, null);
      await this.stores.accounts.happen(tx, account.id, { kind: 'removed', reason }, now);
    });
    await this.stores.alarms.clearOf(account.id, now);
    this.amo.tokens.forget(account.id);
  }
}
