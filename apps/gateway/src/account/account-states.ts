import { Inject, Injectable } from '@nestjs/common';
import { AccountRepository, isCallable, type Account } from '@hub/accounts';
import { AccessTokens, AmoClients, readAccount } from '@hub/amocrm';
import { inTransaction } from '@hub/database';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { DataSource } from 'typeorm';
import type { Call } from '../route/call.js';
import { throwAsProblem } from './throw-as-problem.js';
import { viewAccount, type AccountView } from './account-bodies.js';
import { FindAccount } from './find-account.js';

/** Suspending, resuming and unblocking. */
@Injectable()
export class AccountStates {
  constructor(
    private readonly source: DataSource,
    private readonly found: FindAccount,
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(AccessTokens) private readonly tokens: AccessTokens,
    @Inject(AmoClients) private readonly clients: AmoClients,
  ) {}

  /** Records the event. Throws 409 when the state of the account does not allow it. */
  async change(
    call: Call,
    accountId: string,
    event: { kind: 'suspended'; reason: string } | { kind: 'resumed' },
  ): Promise<AccountView> {
    const account = await this.found.get(accountId);
    call.before = viewAccount(account);
    // Resumed, it would count as connected.
    if (event.kind === 'suspended' && account.state === 'pending') {
      throw new Problem(409, message('problems.account-not-connected'));
    }
    if (event.kind === 'resumed' && account.state !== 'suspended') {
      throw new Problem(409, message('problems.account-not-suspended'));
    }
    await inTransaction(this.source, (tx) => this.accounts.recordEvent(tx, accountId, event, new Date()));
    this.tokens.forget(accountId);
    return viewAccount(await this.found.get(accountId));
  }

  /**
   * Ends the stop that an HTML 403 put on the account's budget, and makes one call to see. Throws 409 when the account
   * is not to be called, 422 or 503 when amoCRM still refuses; a new block stops the budget again.
   */
  async unblock(call: Call, accountId: string): Promise<AccountView> {
    const account = await this.found.get(accountId);
    call.before = viewAccount(account);
    if (!isCallable(account.state))
      throw new Problem(409, message('problems.account-not-callable', { state: account.state }));
    this.tokens.forget(accountId);
    const isShared = await this.clients.resume(accountId).catch(throwAsProblem);
    await readAccount(this.clients.forAccount(accountId, 'routing')).catch(throwAsProblem);
    await this.announce(isShared ? await this.accounts.listCallable() : [account]);
    return viewAccount(await this.found.get(accountId));
  }

  /** Work may wait for the stop of the budget, whatever the state of its account says. */
  private async announce(accounts: readonly Account[]): Promise<void> {
    const ids = accounts.map(({ id }) => id);
    await inTransaction(this.source, (tx) => this.accounts.markUsable(tx, ids, new Date()));
  }
}
