import { randomUUID } from 'node:crypto';
import { every, LOGGER, type Logger, type Rounds } from '@hub/platform';
import {
  Inject,
  Injectable,
  Optional,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { AskDrift } from './ask-drift.js';
import { DueAccounts } from './due-accounts.js';
import type { Night } from './night.js';

/** Injection token of the night in which accounts are looked at; without one none is looked at by itself. */
export const DRIFT_NIGHT = Symbol('night of drift');

const everyMs = 60_000;

/** Asks for a reading of every account in its minute of the night, once, however many copies of the service run. */
@Injectable()
export class DriftSchedule implements OnApplicationBootstrap, OnModuleDestroy {
  private rounds: Rounds | undefined;

  constructor(
    @Inject(AskDrift) private readonly asking: AskDrift,
    @Inject(DueAccounts) private readonly due: DueAccounts,
    @Optional() @Inject(DRIFT_NIGHT) private readonly night: Night | null,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    const { night } = this;
    if (!night) return;
    const round = () => this.tick(new Date(), night);
    this.rounds = every(everyMs, round, this.logger, 'drift could not be asked for');
  }

  async onModuleDestroy(): Promise<void> {
    await this.rounds?.stop();
  }

  /** Asks for a reading of every account that is due. */
  async tick(now: Date, night: Night): Promise<void> {
    for (const { accountId, askedAt } of await this.due.list(now, night))
      await this.asking.ask(accountId, askedAt, randomUUID(), now);
  }
}
