import { AccountRepository } from '@hub/accounts';
import { Bus, forEver, type Job } from '@hub/bus';
import { isRefusal } from '@hub/platform';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CheckStoredTokens } from './check-stored-tokens.js';
import { HubWebhooks } from './hub-webhooks.js';
import { COMPLETE_CONNECTION, type CompleteJob } from './store-connection.js';

/**
 * Completes a connect that amoCRM or a death interrupted behind the storing of its tokens: finds out whose they are, where
 * that is open, then subscribes the webhooks. What passes is tried again; an account that may not be called is waited for.
 * Tokens that prove unfit put the account in `reconnect`. Refused webhooks end the job, because the poll works without them.
 */
@Injectable()
export class CompleteConnection implements OnModuleInit {
  constructor(
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    private readonly tokens: CheckStoredTokens,
    private readonly webhooks: HubWebhooks,
    @Inject(Bus) private readonly bus: Bus,
  ) {}

  onModuleInit(): void {
    this.bus.consume<CompleteJob>({
      consumer: COMPLETE_CONNECTION,
      again: { forMs: forEver },
      handle: (job) => this.run(job),
    });
  }

  private async run(job: Job<CompleteJob>): Promise<void> {
    const account = await this.accounts.find(job.payload.accountId);
    if (!account || account.state === 'removed') return;
    if (!job.payload.isVerified && !(await this.tokens.areFit(job, account))) return;
    try {
      await this.webhooks.subscribe(account);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      job.log.warn({ error, account: account.id }, 'webhooks were refused');
    }
  }
}
