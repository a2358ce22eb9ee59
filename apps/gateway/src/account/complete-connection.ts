import type { Account } from '@hub/accounts';
import { Bus, type Job } from '@hub/bus';
import { isRefusal, Problem } from '@hub/platform';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { AccountStores, AmoAccess } from './account-access.js';
import { HubWebhooks } from './hub-webhooks.js';
import { COMPLETE_CONNECTION, type CompleteJob } from './store-connection.js';
import { verifyToken } from './verify-token.js';

/**
 * Completes a connect that amoCRM or a death interrupted behind the storing of its tokens: finds out whose they are, where
 * that is open, then subscribes the webhooks. What passes is tried again; an account that may not be called is waited for.
 * Tokens that prove unfit put the account in `reconnect`. Refused webhooks end the job, because the poll works without them.
 */
@Injectable()
export class CompleteConnection implements OnModuleInit {
  constructor(
    private readonly stores: AccountStores,
    private readonly amo: AmoAccess,
    private readonly webhooks: HubWebhooks,
    @Inject(Bus) private readonly bus: Bus,
  ) {}

  onModuleInit(): void {
    this.bus.consume<CompleteJob>({ consumer: COMPLETE_CONNECTION, handle: (job) => this.run(job) });
  }

  private async run(job: Job<CompleteJob>): Promise<void> {
    const account = await this.stores.accounts.find(job.payload.accountId);
    if (!account || account.state === 'removed') return;
    if (!job.payload.isVerified && !(await this.verify(job, account))) return;
    try {
      await this.webhooks.subscribe(account);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      job.log.warn({ error, account: account.id }, 'webhooks were refused');
    }
  }

  /** False when the stored tokens are another account's or have too few rights. */
  private async verify(job: Job<CompleteJob>, account: Account): Promise<boolean> {
    const client = this.amo.clients.forAccount(account.id, 'routing', job.signal);
    const { generation = 0 } = (await this.stores.credentials.open(account.id)) ?? {};
    try {
      const known = await verifyToken(client, this.stores.accounts, account);
      await job.step((tx) => this.stores.accounts.update(tx, account.id, known));
      return true;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      await this.amo.tokens.dead(account.id, generation, 'unfit_token');
      return false;
    }
  }
}
