import { inTransaction } from '@hub/database';
import { every, LOGGER, type Logger, type Rounds } from '@hub/platform';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ExceptionRepository } from './exception.repository.js';

const everyMs = 60_000;

/** Raises the alarm of every exception that ends, once, however many copies of the service run. */
@Injectable()
export class ExceptionEnds implements OnApplicationBootstrap, OnModuleDestroy {
  private rounds: Rounds | undefined;

  constructor(
    @Inject(DataSource) private readonly source: DataSource,
    @Inject(ExceptionRepository) private readonly exceptions: ExceptionRepository,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    const round = () => this.tick(new Date());
    this.rounds = every(everyMs, round, this.logger, 'ended exceptions could not be looked for');
  }

  async onModuleDestroy(): Promise<void> {
    await this.rounds?.stop();
  }

  /** Looks for exceptions that ended until now. */
  async tick(now: Date): Promise<void> {
    await inTransaction(this.source, (tx) => this.exceptions.expire(tx, now));
  }
}
