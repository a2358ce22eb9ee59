import { randomUUID } from 'node:crypto';
import { AccountRepository, isCallable } from '@hub/accounts';
import { Bus } from '@hub/bus';
import { inTransaction } from '@hub/database';
import { every, LOGGER, type Logger, type Rounds } from '@hub/platform';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ExchangeRepository } from '../settings/exchange.repository.js';
import { READ_LEADS } from './stock.consumer.js';

const everyMs = 3_600_000;
/** 22:00 UTC: night in every time zone of Russia but the last ones, where the day has just begun. */
const nightHour = 22;

/**
 * Orders a full reading of each exchange once a night: it repairs what neither webhooks, nor the poll, nor a press has
 * brought, deletions included. Every copy ticks each hour; the job's id holds account and night, so it runs once.
 */
@Injectable()
export class NightlyReading implements OnApplicationBootstrap, OnModuleDestroy {
  private rounds: Rounds | undefined;

  constructor(
    private readonly source: DataSource,
    private readonly bus: Bus,
    private readonly exchanges: ExchangeRepository,
    private readonly accounts: AccountRepository,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    const round = () => this.tick(new Date());
    this.rounds = every(everyMs, round, this.logger, 'the nightly readings could not be ordered');
  }

  async onModuleDestroy(): Promise<void> {
    await this.rounds?.stop();
  }

  /** Orders the readings of the night that has begun last; those ordered before are left alone. */
  async tick(now: Date): Promise<void> {
    const night = new Date(now.getTime() - nightHour * everyMs).toISOString().slice(0, 10);
    for (const accountId of await this.exchanges.listAccountIds()) {
      const account = await this.accounts.find(accountId);
      if (!account || !isCallable(account.state)) continue;
      await inTransaction(this.source, (tx) =>
        this.bus.enqueue(
          tx,
          READ_LEADS,
          { accountId },
          { id: `${accountId}:${night}`, key: accountId, correlationId: randomUUID() },
        ),
      );
    }
  }
}
