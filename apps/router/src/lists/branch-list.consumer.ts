import { Bus, forEver } from '@hub/bus';
import { inTransaction } from '@hub/database';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { RoutingRulesRepository } from '../rules/routing-rules.repository.js';
import { EnqueueBranchList, branchListConsumer, type BranchListWork } from './enqueue-branch-list.js';
import { KeepBranchList } from './keep-branch-list.js';

const checkConsumer = 'router.branch-list-check';
const everyMs = 60 * 60_000;

/**
 * Checks the lists of branches when a branch or the rules are saved, and every hour, because people may delete values.
 */
@Injectable()
export class BranchListConsumer implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly source: DataSource,
    private readonly rules: RoutingRulesRepository,
    private readonly ask: EnqueueBranchList,
    private readonly keep: KeepBranchList,
  ) {}

  onModuleInit(): void {
    this.bus.consume<BranchListWork>({
      consumer: branchListConsumer,
      again: { forMs: forEver },
      handle: (job) => this.keep.run(job),
    });
    this.bus.consume({ consumer: checkConsumer, concurrency: 1, handle: () => this.check() });
    this.bus.schedule({ consumer: checkConsumer, when: { everyMs } });
  }

  private async check(): Promise<void> {
    const current = await this.rules.findCurrent();
    if (!current) return;
    const { hqAccountId } = current.rules;
    await inTransaction(this.source, (tx) => this.ask.run(tx, hqAccountId, `list-${hqAccountId}`));
  }
}
