import { AccountRepository, type Account, type NewCredential } from '@hub/accounts';
import { AmoClients, Unauthorized } from '@hub/amocrm';
import { Inject, Injectable } from '@nestjs/common';
import { clientOnTrial } from './client-on-trial.js';
import { FindNewAddress } from './find-new-address.js';
import { verifyToken, type Known } from './verify-token.js';

/** Finds out whose token a new credential has, also where the account was renamed. */
@Injectable()
export class VerifyCredential {
  constructor(
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(AmoClients) private readonly clients: AmoClients,
    private readonly addresses: FindNewAddress,
  ) {}

  /** As `verifyToken`. A token that `host` refuses is tried once more where amoCRM says that its account lives. */
  async verify(account: Account, credential: NewCredential, host: string): Promise<Known> {
    const client = clientOnTrial(this.clients, { ...account, host }, credential);
    if (!client) throw new Error('A credential without a token');
    try {
      return await verifyToken(client, this.accounts, account, host);
    } catch (error) {
      if (!(error instanceof Unauthorized)) throw error;
      const other = await this.addresses.find(account, credential).catch(() => null);
      if (!other || other.host === host) throw error;
      return this.verify(account, credential, other.host);
    }
  }
}
