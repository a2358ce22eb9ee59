import { randomUUID } from 'node:crypto';
import { Bus } from '@hub/bus';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

export const branchListConsumer = 'router.branch-list';

/** A request to bring the list of branches of this HQ account up to date. */
export interface BranchListWork {
  accountId: string;
  hqAccountId: string;
}

/** Enqueues the update of a list of branches: those of one account run one after the other. */
@Injectable()
export class EnqueueBranchList {
  constructor(private readonly bus: Bus) {}

  /**
   * Call it in the transaction that changes what the list is to have. An update that waits for its next try, or was
   * given up, becomes due as well.
   */
  async run(tx: EntityManager, hqAccountId: string, correlationId: string): Promise<void> {
    const work: BranchListWork = { accountId: hqAccountId, hqAccountId };
    const about = { id: randomUUID(), key: hqAccountId, correlationId };
    await this.bus.reviveKeys(tx, branchListConsumer, [hqAccountId]);
    await this.bus.enqueue(tx, branchListConsumer, work, about);
  }
}
