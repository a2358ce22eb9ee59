import { AccessTokens } from '@hub/amocrm';
import { Bus, type Job } from '@hub/bus';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';

const consumer = 'gateway.token-care';
const everyMs = 3_600_000;
const dayMs = 86_400_000;
/** A refresh token dies after three months without use; a month leaves two for trouble. Sheet: configuration 2.2. */
const idleMs = 30 * dayMs;
/** A long-lived token cannot be refreshed: a person needs this long to make a new one. */
const warnMs = 14 * dayMs;
const mostAtOnce = 200;

/** Once an hour: refreshes the tokens of idle accounts and warns of long-lived ones that end. */
@Injectable()
export class TokenCare implements OnModuleInit {
  constructor(
    @Inject(AccessTokens) private readonly tokens: AccessTokens,
    @Inject(Bus) private readonly bus: Bus,
  ) {}

  onModuleInit(): void {
    this.bus.consume<object>({ consumer, concurrency: 1, handle: (job) => this.care(job) });
    this.bus.schedule({ consumer, when: { everyMs } });
  }

  /** Accounts that fail are in `reconnect` or tried again in the next hour; they stop no other. */
  private async care(job: Job<object>): Promise<void> {
    const now = Date.now();
    const { refreshed, failed } = await this.tokens.keepAlive(new Date(now - idleMs), mostAtOnce);
    await this.tokens.warnOfEndings(new Date(now + warnMs));
    for (const { accountId, reason } of failed)
      job.log.warn({ account: accountId, reason }, 'an idle token could not be kept alive');
    if (refreshed.length > 0) job.log.info({ accounts: refreshed.length }, 'idle tokens were kept alive');
  }
}
