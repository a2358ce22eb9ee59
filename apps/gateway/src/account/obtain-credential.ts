import { Inject, Injectable } from '@nestjs/common';
import type { Account, NewCredential } from '@hub/accounts';
import { TokenRequests } from '@hub/amocrm';
import { IntegrationOf } from './integration-of.js';
import { throwAsProblem } from './throw-as-problem.js';
import { tokenEnd } from './token-end.js';

/** Makes the credential of an account from what a person brings. */
@Injectable()
export class ObtainCredential {
  constructor(
    private readonly integrations: IntegrationOf,
    @Inject(TokenRequests) private readonly requests: TokenRequests,
  ) {}

  /** From a long-lived token; whose it is has to be found out yet. */
  async byToken(account: Account, longLivedToken: string): Promise<NewCredential> {
    const endsAt = tokenEnd(longLivedToken);
    return {
      ...(await this.integrations.ofToken(account.id)),
      longLivedToken,
      ...(endsAt ? { accessExpiresAt: endsAt } : {}),
    };
  }

  /** From an authorization code, which works once. Throws 422 when amoCRM refuses it, 503 when amoCRM is away. */
  async byCode(account: Account, code: string): Promise<NewCredential> {
    const integrations = await this.integrations.listToTry(account.id);
    const { pair, integration } = await this.requests
      .requestByAny(account, integrations, { code })
      .catch(throwAsProblem);
    return {
      integrationId: integration.clientId,
      clientSecret: integration.clientSecret,
      redirectUri: integration.redirectUri,
      accessToken: pair.accessToken,
      refreshToken: pair.refreshToken,
      accessExpiresAt: pair.expiresAt,
    };
  }
}
