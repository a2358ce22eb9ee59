import { AccountRepository, isCallable } from '@hub/accounts';
import { inTransaction } from '@hub/database';
import { every, LOGGER, type Logger, type Rounds } from '@hub/platform';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { RoutingRulesRepository } from '../rules/routing-rules.repository.js';
import { ReJudge } from './re-judge.js';

const everyMs = 10 * 60_000;

/**
 * Finds leads of the intake pipeline that nobody has judged: the healing poll reads what changed, and such a lead's
 * change was lost, or came before there were rules. Every copy of the service does.
 */
@Injectable()
export class SweepIntake implements OnApplicationBootstrap, OnModuleDestroy {
  private rounds: Rounds | undefined;

  constructor(
    private readonly source: DataSource,
    private readonly rules: RoutingRulesRepository,
    private readonly accounts: AccountRepository,
    private readonly again: ReJudge,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds = every(
      everyMs,
      () => this.sweep(),
      this.log,
      'leads without a decision were not looked for',
    );
  }

  async onModuleDestroy(): Promise<void> {
    await this.rounds?.stop();
  }

  /** Asks for one look at the HQ account, when it can be called. */
  async sweep(): Promise<void> {
    const current = await this.rules.findCurrent();
    const account = current && (await this.accounts.find(current.rules.hqAccountId));
    if (!account || !isCallable(account.state)) return;
    await inTransaction(this.source, (tx) => this.again.askPeriodic(tx, account.id, `sweep-${account.id}`));
  }
}
