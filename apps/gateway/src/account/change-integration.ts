import { isCallable, type IntegrationChange, type OpenCredential, type TokenPair } from '@hub/accounts';
import { GrantRefused, OutcomeUnknown, untilStored } from '@hub/amocrm';
import { inTransaction } from '@hub/database';
import { message } from '@hub/messages';
import { Problem, RetryLater } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AccountStores, AmoAccess } from './account-access.js';
import { throwAsProblem } from './connect-account.js';

const retryMs = 1_000;

/**
 * Changes the integration of an account. Where a pair of tokens is stored, another secret or redirect address is proven by
 * renewing that pair with it: a typing error changes nothing, and the right secret revives an account in `reconnect`.
 */
@Injectable()
export class ChangeIntegration {
  constructor(
    private readonly source: DataSource,
    private readonly stores: AccountStores,
    private readonly amo: AmoAccess,
  ) {}

  /** Throws 409 for another integration than the pair's, 422 for one that amoCRM refuses, 503 when amoCRM is away. */
  async change(accountId: string, change: IntegrationChange): Promise<void> {
    await this.amo.tokens.exclusively(accountId, async () => {
      const before = await this.stores.credentials.open(accountId);
      const isAnother = change.integrationId !== undefined && change.integrationId !== before?.integrationId;
      // A pair of tokens is renewed by the integration that got it.
      if (isAnother && before?.refreshToken)
        throw new Problem(409, message('problems.integration-in-use', { id: before.integrationId }));
      const pair = before && (await this.prove(accountId, before, change));
      const generation = before?.generation ?? 0;
      if (pair) await untilStored(() => this.store(accountId, change, { pair, generation }));
      else await this.store(accountId, change, null);
    });
  }

  /**
   * The pair that the changed integration gets; null when there is nothing to prove. Where the tokens are dead already,
   * a refusal proves nothing about the secret: the next consent needs it, so it is stored unproven.
   */
  private async prove(
    accountId: string,
    before: OpenCredential,
    change: IntegrationChange,
  ): Promise<TokenPair | null> {
    const { refreshToken, integrationId: clientId } = before;
    const clientSecret = change.clientSecret ?? before.clientSecret;
    const redirectUri = change.redirectUri ?? before.redirectUri;
    if (refreshToken === null || clientSecret === null || redirectUri === null) return null;
    const account = await this.stores.get(accountId);
    const isDead = !isCallable(account.state) && account.state !== 'suspended';
    const isGiven = change.clientSecret !== undefined || change.redirectUri !== undefined;
    const isChanged = clientSecret !== before.clientSecret || redirectUri !== before.redirectUri;
    if (!isChanged && !(isDead && isGiven)) return null;
    const integration = { clientId, clientSecret, redirectUri };
    const attempt = () => this.amo.requests.request(account, integration, { refreshToken });
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

  /** Locks the account first, as off-boarding does; a removed one gets no credential. */
  private async store(
    accountId: string,
    change: IntegrationChange,
    proven: { pair: TokenPair; generation: number } | null,
  ): Promise<void> {
    const now = new Date();
    await inTransaction(this.source, async (tx) => {
      if ((await this.stores.accounts.lockForRead(tx, accountId))?.state === 'removed')
        throw new Problem(409, message('edge.removed-meanwhile'));
      await this.stores.credentials.changeIntegration(tx, accountId, change);
      if (!proven) return;
      const { pair, generation } = proven;
      if (!(await this.stores.credentials.storePair(accountId, pair, generation, now, tx)))
        throw new RetryLater(message('failures.held-elsewhere'), retryMs);
      await this.stores.accounts.recordEvent(tx, accountId, { kind: 'tokens-stored' }, now);
      await this.stores.alarms.clear(tx, 'reconnect-needed', accountId, now);
    });
  }
}
