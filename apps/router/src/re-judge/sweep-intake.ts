import { AccountRepository, isCallable } from '@hub/accounts';
import { Bus } from '@hub/bus';
import { inTransaction } from '@hub/database';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { RoutingRulesRepository } from '../rules/routing-rules.repository.js';
import { ReJudge } from './re-judge.js';

const consumer = 'router.sweep';
const everyMs = 10 * 60_000;

/**
 * Finds leads of the intake pipeline that were never judged. The healing poll does not find them: their change was
 * lost, or came before there were rules.
 */
@Injectable()
export class SweepIntake implements OnModuleInit {
  constructor(
    private readonly source: DataSource,
    private readonly rules: RoutingRulesRepository,
    private readonly accounts: AccountRepository,
    private readonly again: ReJudge,
    private readonly bus: Bus,
  ) {}

  onModuleInit(): void {
    this.bus.consume({ consumer, concurrency: 1, handle: () => this.sweep() });
    this.bus.schedule({ consumer, when: { everyMs } });
  }

  /** Enqueues one run over the HQ account, when it can be called. */
  async sweep(): Promise<void> {
    const current = await this.rules.findCurrent();
    const account = current && (await this.accounts.find(current.rules.hqAccountId));
    if (!account || !isCallable(account.state)) return;
    await inTransaction(this.source, (tx) => this.again.askPeriodic(tx, account.id, `sweep-${account.id}`));
  }
}
