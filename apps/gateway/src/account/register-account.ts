import { randomUUID } from 'node:crypto';
import { AccountRepository, CredentialRepository, type Account } from '@hub/accounts';
import { inTransaction, sqlState } from '@hub/database';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { NewAccountBody } from './account-bodies.js';
import { CheckRoles } from './check-roles.js';
import { HubAddress } from './hub-address.js';

/** Adds an account. */
@Injectable()
export class RegisterAccount {
  constructor(
    private readonly source: DataSource,
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(CredentialRepository) private readonly credentials: CredentialRepository,
    private readonly roles: CheckRoles,
    private readonly address: HubAddress,
  ) {}

  /**
   * The account waits for tokens. Throws 409 when its host is known or its role is taken, 400 for an unknown
   * group.
   */
  async run(body: NewAccountBody, now: Date): Promise<Account> {
    const id = randomUUID();
    const { subdomain, domain, name, roles, groupId, mode, timeZone, integration } = body;
    const account = {
      ...{
        id,
        subdomain,
        host: `${subdomain}.${domain ?? 'amocrm.ru'}`,
        name,
        roles,
        timeZone,
        groupId: groupId ?? null,
      },
      mode: mode ?? ('observe' as const),
    };
    return inTransaction(this.source, async (tx) => {
      await this.roles.refuseSecondHq(tx, account);
      await this.roles.checkGroup(tx, account);
      const row = await this.accounts.register(tx, account, now);
      if (integration) {
        const credential = {
          integrationId: integration.id,
          clientSecret: integration.secret,
          redirectUri: integration.redirectUri ?? this.address.redirectUri,
        };
        await this.credentials.store(tx, id, credential, now);
      }
      return row;
    }).catch((error: unknown) => {
      if (sqlState(error) === '23505')
        throw new Problem(409, message('problems.account-registered', { host: account.host }));
      throw error;
    });
  }
}
