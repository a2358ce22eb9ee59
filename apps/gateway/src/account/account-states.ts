import { Injectable } from '@nestjs/common';
import { inTransaction } from '@hub/database';
import { Problem } from '@hub/platform';
import { DataSource } from 'typeorm';
import type { Call } from '../route/call.js';
import { viewAccount, type AccountView } from './account-bodies.js';
import { AccountStores, AmoAccess } from './account-access.js';

/** Suspending and resuming. */
@Injectable()
export class AccountStates {
  constructor(
    private readonly source: DataSource,
    private readonly stores: AccountStores,
    private readonly amo: AmoAccess,
  ) {}

  /** Lets the event happen. Throws 409 when the account is in no state for it. */
  async change(
    call: Call,
    accountId: string,
    event: { kind: 'suspended'; reason: string } | { kind: 'resumed' },
  ): Promise<AccountView> {
    const account = await this.stores.get(accountId);
    call.before = viewAccount(account);
    if (event.kind === 'resumed' && account.state !== 'suspended') {
      throw new Problem(409, 'The account is not suspended');
    }
    await inTransaction(this.source, (tx) => this.stores.accounts.happen(tx, accountId, event, new Date()));
    this.amo.tokens.forget(accountId);
    return viewAccount(await this.stores.get(accountId));
  }
}
