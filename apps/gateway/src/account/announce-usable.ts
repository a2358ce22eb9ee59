import { randomUUID } from 'node:crypto';
import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { AccountRepository, usableChannel } from '@hub/accounts';
import { Bus } from '@hub/bus';
import { inTransaction } from '@hub/database';
import { every, LOGGER, type Logger, type Rounds } from '@hub/platform';
import { DataSource } from 'typeorm';

/** For a ring of the bell that was missed. */
const slowMs = 5_000;
const atOnce = 100;

/**
 * Publishes `account.usable` for accounts that can be used again. Any service's call may have found that out, so the mark
 * is a column of the account; it is taken away in the transaction that publishes. Every copy of the gateway does it.
 */
@Injectable()
export class AnnounceUsable implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  private rounds: Rounds | undefined;
  /** How often the bell rang. */
  private rings = 0;

  constructor(
    private readonly source: DataSource,
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(Bus) private readonly bus: Bus,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.bus.onBell(usableChannel, () => {
      this.rings += 1;
      this.rounds?.begin();
    });
  }

  onApplicationBootstrap(): void {
    const failure = 'usable accounts could not be announced';
    this.rounds = every(slowMs, () => this.announceAll(), this.logger, failure);
    this.rounds.begin();
  }

  async onModuleDestroy(): Promise<void> {
    await this.rounds?.stop();
  }

  private async announceAll(): Promise<void> {
    // A ring during a round may be about a mark that the round did not see.
    for (let seenRings = -1; seenRings !== this.rings;) {
      seenRings = this.rings;
      while ((await this.announce()) === atOnce);
    }
  }

  private announce(): Promise<number> {
    return inTransaction(this.source, async (tx) => {
      const ids = await this.accounts.takeUsable(tx, atOnce);
      for (const accountId of ids) {
        const about = { key: accountId, correlationId: randomUUID() };
        await this.bus.publish(tx, 'account.usable', { accountId }, about);
      }
      return ids.length;
    });
  }
}
