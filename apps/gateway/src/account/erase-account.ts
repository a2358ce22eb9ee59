import { Inject, Injectable } from '@nestjs/common';
import {
  AccountRepository,
  AlarmRepository,
  CredentialRepository,
  type Account,
  type OpenCredential,
} from '@hub/accounts';
import type { EntityManager } from 'typeorm';
import { EraseTraces } from './erase-traces.js';

/** Erases an account that is off-boarded: its row stays as history, without a name, tokens and people. */
@Injectable()
export class EraseAccount {
  constructor(
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(CredentialRepository) private readonly credentials: CredentialRepository,
    @Inject(AlarmRepository) private readonly alarms: AlarmRepository,
    private readonly traces: EraseTraces,
  ) {}

  /** Locks the account first. Returns the credential that it had, which is stored no longer. */
  async run(
    tx: EntityManager,
    account: Account,
    reason: string,
    correlationId: string,
  ): Promise<OpenCredential | null> {
    const { id: accountId } = account;
    const now = new Date();
    await this.accounts.recordEvent(tx, accountId, { kind: 'removed', reason }, now);
    const credential = await this.credentials.open(accountId, tx);
    await this.credentials.erase(tx, accountId);
    await this.traces.erase(tx, account, now, correlationId);
    await this.alarms.eraseOf(tx, accountId);
    await this.accounts.eraseName(tx, accountId);
    await this.accounts.setWebhookSecret(tx, accountId, null);
    return credential;
  }
}
