import { Inject, Injectable } from '@nestjs/common';
import { BranchRepository, isCallable, type Account } from '@hub/accounts';
import { inTransaction } from '@hub/database';
import { DataSource } from 'typeorm';
import { WebhookRepository } from '../webhook/webhook.repository.js';
import { AccountStores } from './account-access.js';
import { ConnectAccount } from './connect-account.js';

/**
 * Ends a connection: subscriptions first, while the tokens still work, then tokens, raw webhooks and contact persons
 * in one transaction. An account that cannot be reached is let go all the same: its secret path is closed.
 */
@Injectable()
export class OffBoardAccount {
  constructor(
    private readonly source: DataSource,
    private readonly stores: AccountStores,
    private readonly connecting: ConnectAccount,
    private readonly webhooks: WebhookRepository,
    @Inject(BranchRepository) private readonly branches: BranchRepository,
  ) {}

  async run(account: Account, reason: string): Promise<void> {
    if (isCallable(account.state)) await this.connecting.tryUnsubscribe(account.id);
    await inTransaction(this.source, async (tx) => {
      await this.stores.credentials.erase(tx, account.id);
      await this.webhooks.erase(tx, account.id);
      for (const branch of await this.branches.listByAccount(account.id)) {
        await this.branches.save(
          tx,
          Object.assign(branch, { contactPerson: null, state: 'closed' as const }),
        );
      }
      await this.stores.accounts.setWebhookSecret(tx, account.id, null);
      await this.stores.accounts.happen(tx, account.id, { kind: 'removed', reason }, new Date());
    });
  }
}
