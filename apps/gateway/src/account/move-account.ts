import { AccountRepository, type Account } from '@hub/accounts';
import { AccessTokens } from '@hub/amocrm';
import { inTransaction } from '@hub/database';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Audit } from '../audit/audit.repository.js';
import { viewAccount } from './account-bodies.js';
import type { Address } from './find-new-address.js';
import { RecordCredential } from './record-credential.js';

/** Gives an account that was renamed in amoCRM its new address, with a row of the audit. All else of it stays. */
@Injectable()
export class MoveAccount {
  constructor(
    private readonly source: DataSource,
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(AccessTokens) private readonly tokens: AccessTokens,
    private readonly record: RecordCredential,
    private readonly audit: Audit,
  ) {}

  /** Fails with SQLSTATE 23505 when another row of the hub has the address: a person has to off-board that one. */
  async move(account: Account, address: Address, correlationId: string): Promise<void> {
    const row = {
      actorId: account.id,
      actor: 'renamed in amoCRM',
      action: 'GET /oauth2/account/current/subdomain',
      correlationId,
      request: address,
      before: () => viewAccount(account),
    };
    await this.audit.around(row, async () => {
      await inTransaction(this.source, (tx) => this.record.moved(tx, account, address, new Date()));
      this.tokens.forget(account.id);
      return viewAccount(await this.accounts.get(account.id));
    });
  }
}
