import { AccountRepository, type Account } from '@hub/accounts';
import { AccessTokens } from '@hub/amocrm';
import { inTransaction } from '@hub/database';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Audit } from '../audit/audit.repository.js';
import { viewAccount } from './account-bodies.js';
import type { Address } from './find-new-address.js';
import { RecordCredential } from './record-credential.js';

/** Gives an account that was renamed in amoCRM its new address, with a row of the audit in the same transaction. All else of it stays. */
@Injectable()
export class MoveAccount {
  constructor(
    private readonly source: DataSource,
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(AccessTokens) private readonly tokens: AccessTokens,
    private readonly record: RecordCredential,
    private readonly audit: Audit,
  ) {}

  /**
   * Nothing, when the account was connected, removed or moved since it was read. Fails with SQLSTATE 23505 when another row of
   * the hub has the address: a person has to off-board that one.
   */
  async move(account: Account, address: Address, correlationId: string): Promise<void> {
    const isMoved = await inTransaction(this.source, async (tx) => {
      if (!(await this.record.moved(tx, account, address, new Date()))) return false;
      await this.audit.add(tx, {
        actorId: account.id,
        actor: 'renamed in amoCRM',
        action: 'GET /oauth2/account/current/subdomain',
        correlationId,
        request: address,
        before: viewAccount(account),
        after: viewAccount(await this.accounts.get(account.id, tx)),
      });
      return true;
    });
    if (isMoved) this.tokens.forget(account.id);
  }
}
