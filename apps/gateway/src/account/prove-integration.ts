import { isCallable, type IntegrationChange, type OpenCredential, type RenewedPair } from '@hub/accounts';
import { GrantRefused, OutcomeUnknown, TokenRequests } from '@hub/amocrm';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Inject, Injectable } from '@nestjs/common';
import { FindAccount } from './find-account.js';
import { IntegrationOf } from './integration-of.js';
import { throwAsProblem } from './throw-as-problem.js';

/** Proves a secret or redirect address by renewing the stored pair of tokens with it. */
@Injectable()
export class ProveIntegration {
  constructor(
    private readonly accounts: FindAccount,
    private readonly integrations: IntegrationOf,
    @Inject(TokenRequests) private readonly requests: TokenRequests,
  ) {}

  /**
   * The pair that the changed integration gets; null when there is nothing to prove. Where the tokens are dead already,
   * a refusal proves nothing about the secret: the next consent needs it, so it is stored unproven.
   */
  async prove(
    accountId: string,
    before: OpenCredential,
    change: IntegrationChange,
  ): Promise<RenewedPair | null> {
    const { refreshToken, integrationId: clientId } = before;
    const clientSecret = change.clientSecret ?? before.clientSecret;
    const redirectUri = change.redirectUri ?? before.redirectUri;
    if (refreshToken === null || clientSecret === null || redirectUri === null) return null;
    const account = await this.accounts.get(accountId);
    const isDead = !isCallable(account.state) && account.state !== 'suspended';
    const isGiven = change.clientSecret !== undefined || change.redirectUri !== undefined;
    const isChanged = clientSecret !== before.clientSecret || redirectUri !== before.redirectUri;
    if (!isChanged && !(isDead && isGiven)) return null;
    const integration = { clientId, clientSecret, redirectUri };
    // An address that nobody gives now may be the hub's own, and the hub may have moved.
    const moved = { ...integration, redirectUri: this.integrations.now(integration).redirectUri };
    const candidates = [integration, change.redirectUri === undefined ? moved : integration] as const;
    const attempt = async () => {
      const { pair, integration: used } = await this.requests.requestByAny(account, candidates, {
        refreshToken,
      });
      return { ...pair, redirectUri: used.redirectUri };
    };
    try {
      return await attempt().catch((error: unknown) => {
        if (error instanceof OutcomeUnknown) return attempt();
        throw error;
      });
    } catch (error) {
      if (!(error instanceof GrantRefused)) return throwAsProblem(error);
      if (isDead) return null;
      throw new Problem(422, message('problems.integration-refused'), undefined, { cause: error });
    }
  }
}
