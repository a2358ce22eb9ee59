import { Inject, Injectable } from '@nestjs/common';
import { AccountRepository, isCallable, type Account, type NewCredential } from '@hub/accounts';
import { AmoError, Unauthorized } from '@hub/amocrm';
import type { Fact } from '@hub/messages';
import { isRefusal, VerdictError } from '@hub/platform';
import { HubWebhooks } from './hub-webhooks.js';
import { ObtainCredential } from './obtain-credential.js';
import { removedMeanwhile } from './record-credential.js';
import { StoreConnection } from './store-connection.js';
import { throwAsProblem } from './throw-as-problem.js';
import { VerifyCredential } from './verify-credential.js';

/**
 * Brings tokens and webhooks of one account together: check whose token it is → store → subscribe. A token that is
 * refused or another account's changes nothing: what worked before goes on working. Refused webhooks do not undo the
 * connection, because the poll works without them, and leave the earlier subscription as it was; what passes is done by
 * `CompleteConnection`. An account that is off-boarded meanwhile keeps neither tokens nor a subscription.
 */
@Injectable()
export class ConnectAccount {
  constructor(
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    private readonly credentials: ObtainCredential,
    private readonly verifying: VerifyCredential,
    private readonly webhooks: HubWebhooks,
    private readonly storing: StoreConnection,
  ) {}

  /** Connects by a long-lived token. Throws 422 when amoCRM refuses it or it is another account's. */
  async byToken(account: Account, longLivedToken: string): Promise<Fact> {
    return this.finish(account, await this.credentials.byToken(account, longLivedToken), account.host);
  }

  /**
   * Connects by an authorization code of this host. Throws 422 when amoCRM refuses it or it is another account's, 503 when
   * amoCRM is away.
   */
  async byCode(account: Account, code: string, host = account.host): Promise<Fact> {
    return this.finish(account, await this.credentials.byCode({ ...account, host }, code), host);
  }

  private async finish(account: Account, credential: NewCredential, host: string): Promise<Fact> {
    const known = await this.verifying.verify(account, credential, host).catch(async (error: unknown) => {
      // A code works once and its pair comes from the account's own host: kept, though amoCRM is away just now. Nobody
      // knows yet whose it is, so it takes no working connection's place.
      const isOwnHost = host === account.host;
      const isKept = isOwnHost && credential.refreshToken && isPassing(error) && !isCallable(account.state);
      if (isKept) await this.storing.store(account, credential, null);
      return throwAsProblem(error);
    });
    const jobId = await this.storing.store(account, credential, known);
    const outcome = await this.subscribe(account, jobId);
    // Asked after the last call: whoever removes the account later ends what was subscribed by then.
    const isGone = (await this.accounts.find(account.id))?.state === 'removed';
    if (isGone) await this.webhooks.tryUnsubscribeBy({ ...account, ...known }, credential);
    if (isGone) throw removedMeanwhile();
    return outcome;
  }

  /** What passes is left to the job. */
  private async subscribe(account: Account, jobId: string): Promise<Fact> {
    try {
      await this.webhooks.subscribe(account);
      await this.storing.complete(jobId);
      return 'subscribed';
    } catch (error) {
      if (!(error instanceof VerdictError)) throw error;
      if (isRefusal(error)) await this.storing.complete(jobId);
      return error.asMessage();
    }
  }
}

function isPassing(error: unknown): boolean {
  return error instanceof AmoError && !isRefusal(error) && !(error instanceof Unauthorized);
}
