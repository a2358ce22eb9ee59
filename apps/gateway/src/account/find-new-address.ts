import type { Account, NewCredential, OpenCredential } from '@hub/accounts';
import { isAmoHost, TokenRequests } from '@hub/amocrm';
import { Inject, Injectable } from '@nestjs/common';

/** Where an account lives by now. */
export type Address = Pick<Account, 'subdomain' | 'host'>;

/** Finds out that an account was renamed in amoCRM: its former host refuses its tokens, though they live. */
@Injectable()
export class FindNewAddress {
  constructor(@Inject(TokenRequests) private readonly requests: TokenRequests) {}

  /**
   * The other address of the very account that the hub knows; null when there is none, or these tokens cannot ask. Throws
   * the client's errors when amoCRM is away.
   */
  async find(account: Account, credential: NewCredential | OpenCredential): Promise<Address | null> {
    if (account.amoId === null) return null;
    const { integrationId, accessToken = null, refreshToken = null, longLivedToken = null } = credential;
    const tokens = { accessToken, refreshToken, longLivedToken };
    const found = await this.requests.findAddress(account, integrationId, tokens);
    if (found?.id !== account.amoId || found.domain === account.host) return null;
    return isAmoHost(found.domain) ? { subdomain: found.subdomain, host: found.domain } : null;
  }
}
