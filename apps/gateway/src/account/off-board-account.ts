import { Inject, Injectable } from '@nestjs/common';
import type { Account } from '@hub/accounts';
import { AccessTokens } from '@hub/amocrm';
import { inTransaction } from '@hub/database';
import type { Call } from '../route/call.js';
import { DataSource } from 'typeorm';
import { EraseAccount } from './erase-account.js';
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
    private readonly webhooks: HubWebhooks,
    private readonly erasing: EraseAccount,
    @Inject(AccessTokens) private readonly tokens: AccessTokens,
  ) {}

  async run({ correlationId }: Call, account: Account, reason: string): Promise<void> {
    await this.webhooks.tryUnsubscribe(account);
    const erased = await inTransaction(this.source, (tx) =>
      this.erasing.run(tx, account, reason, correlationId),
    );
    this.tokens.forget(account.id);
    await this.webhooks.tryUnsubscribeBy(account, erased);
  }
}
