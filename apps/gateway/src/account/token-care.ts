import { randomUUID } from 'node:crypto';
import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { AccessTokens } from '@hub/amocrm';
import { Bus, type Job } from '@hub/bus';
import { every, LOGGER, type Logger, type Rounds } from '@hub/platform';
import { DataSource } from 'typeorm';
import { periodId } from '../schedule/period-id.js';

const consumer = 'gateway.token-care';
const everyMs = 3_600_000;
const dayMs = 86_400_000;
/** A refresh token dies after three months without use; a month leaves two for trouble. Sheet: configuration 2.2. */
const idleMs = 30 * dayMs;
/** A long-lived token cannot be refreshed: a person needs this long to make a new one. */
const warnMs = 14 * dayMs;
const mostAtOnce = 200;

/**
 * Once an hour, in one copy: refreshes the tokens of idle accounts and warns of long-lived ones that end. Every copy
 * ticks; the job's id is made of the hour, so that the work is done once.
 */
@Injectable()
export class TokenCare implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  private rounds: Rounds | undefined;

  constructor(
    private readonly source: DataSource,
    @Inject(AccessTokens) private readonly tokens: AccessTokens,
    @Inject(Bus) private readonly bus: Bus,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.bus.consume<object>({ consumer, concurrency: 1, handle: (job) => this.care(job) });
  }

  onApplicationBootstrap(): void {
    const round = () => this.tick(Date.now());
    this.rounds = every(everyMs, round, this.logger, 'the care of tokens could not be asked for');
    this.rounds.begin();
  }

  async onModuleDestroy(): Promise<void> {
    await this.rounds?.stop();
  }

  /** Asks for this hour's care. */
  async tick(nowMs: number): Promise<void> {
    await this.source.transaction((tx) =>
      this.bus.enqueue(
        tx,
        consumer,
        {},
        {
          id: periodId('token-care', Math.floor(nowMs / everyMs)),
          key: 'token-care',
          correlationId: randomUUID(),
        },
      ),
    );
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
