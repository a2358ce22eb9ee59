import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Bus } from '@hub/bus';
import { every, LOGGER, type Logger, type Rounds } from '@hub/platform';
import { DataSource } from 'typeorm';
import { GatewayConfig } from '../gateway.config.js';
import { periodId } from '../schedule/period-id.js';
import { DuePolls } from './due-polls.js';
import { pollConsumer, pollKey, type PollJob } from './poll-job.js';

/**
 * Asks for a poll of every account once per period. Every copy of the gateway ticks; the job's id is made of account
 * and period, so that the work is done once.
 */
@Injectable()
export class PollSchedule implements OnApplicationBootstrap, OnModuleDestroy {
  private rounds: Rounds | undefined;

  constructor(
    private readonly source: DataSource,
    private readonly due: DuePolls,
    @Inject(Bus) private readonly bus: Bus,
    private readonly config: GatewayConfig,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    const round = () => this.tick(Date.now());
    this.rounds = every(this.config.POLL_SECONDS * 1000, round, this.logger, 'polls could not be asked for');
  }

  async onModuleDestroy(): Promise<void> {
    await this.rounds?.stop();
  }

  /** Asks for this period's poll of every callable account whose last one is done. */
  async tick(nowMs: number): Promise<void> {
    const period = Math.floor(nowMs / 1000 / this.config.POLL_SECONDS);
    for (const accountId of await this.due.listAccountIds()) {
      const job: PollJob = { accountId };
      await this.source.transaction((tx) =>
        this.bus.enqueue(tx, pollConsumer, job, {
          id: periodId(accountId, period),
          key: pollKey(accountId),
          correlationId: randomUUID(),
        }),
      );
    }
  }
}
