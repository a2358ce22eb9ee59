import { randomUUID } from 'node:crypto';
import { Bus } from '@hub/bus';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

export const branchListConsumer = 'router.branch-list';

/** "Look at the list of branches of this HQ account." */
export interface BranchListWork {
  hqAccountId: string;
}

/** Asks for a look at a list of branches: the looks at one account run one after the other. */
@Injectable()
export class EnqueueBranchList {
  constructor(private readonly bus: Bus) {}

  /**
   * In the transaction that changes what the list is to have. A look that waits for its next try, or was given up, is
   * due as well.
   */
  async run(tx: EntityManager, hqAccountId: string, correlationId: string): Promise<void> {
    const work: BranchListWork = { hqAccountId };
    const about = { id: randomUUID(), key: hqAccountId, correlationId };
    await this.bus.reviveKeys(tx, branchListConsumer, [hqAccountId]);
    await this.bus.enqueue(tx, branchListConsumer, work, about);
  }
}
