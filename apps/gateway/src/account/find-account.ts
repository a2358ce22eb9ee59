import { Inject, Injectable } from '@nestjs/common';
import { AccountRepository, type Account } from '@hub/accounts';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';

/** Finds the account that a request names. Removed accounts are history and count as missing. */
@Injectable()
export class FindAccount {
  constructor(@Inject(AccountRepository) private readonly accounts: AccountRepository) {}

  /** The account, or null. */
  async find(accountId: string): Promise<Account | null> {
    const account = await this.accounts.find(accountId);
    return account?.state === 'removed' ? null : account;
  }

  /** The account. Throws 404. */
  async get(accountId: string): Promise<Account> {
    const account = await this.find(accountId);
    if (!account) throw new Problem(404, message('problems.no-such-account'));
    return account;
  }
}
