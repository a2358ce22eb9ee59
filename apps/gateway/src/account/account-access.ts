import { Inject, Injectable } from '@nestjs/common';
import {
  AccountRepository,
  AlarmRepository,
  CredentialRepository,
  ReferenceGroupRepository,
  type Account,
  type NewCredential,
  type OpenCredential,
} from '@hub/accounts';
import { AccessTokens, AmoClients, TokenRequests, type AmoClient } from '@hub/amocrm';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';

/** The stored side of an account. */
@Injectable()
export class AccountStores {
  constructor(
    @Inject(AccountRepository) readonly accounts: AccountRepository,
    @Inject(CredentialRepository) readonly credentials: CredentialRepository,
    @Inject(AlarmRepository) readonly alarms: AlarmRepository,
    @Inject(ReferenceGroupRepository) readonly groups: ReferenceGroupRepository,
  ) {}

  /** The account. Throws 404; removed accounts are history and count as missing. */
  async get(accountId: string): Promise<Account> {
    const account = await this.accounts.find(accountId);
    if (!account || account.state === 'removed') throw new Problem(404, message('problems.no-such-account'));
    return account;
  }
}

/** amoCRM's side of an account. */
@Injectable()
export class AmoAccess {
  constructor(
    @Inject(AmoClients) readonly clients: AmoClients,
    @Inject(AccessTokens) readonly tokens: AccessTokens,
    @Inject(TokenRequests) readonly requests: TokenRequests,
  ) {}

  /** A client with this very token, whatever is stored; null without a token. */
  onTrial(
    { id: accountId, host }: Account,
    { integrationId, longLivedToken, accessToken }: NewCredential | OpenCredential,
  ): AmoClient | null {
    const token = longLivedToken ?? accessToken;
    return token ? this.clients.withToken({ accountId, host, integrationId, token }, 'routing') : null;
  }
}
