import { BranchRepository } from '@hub/accounts';
import { Bus, forEver, type Job } from '@hub/bus';
import { message } from '@hub/messages';
import { RetryLater } from '@hub/platform';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { isInsideHq } from '../rule/inside-hq.js';
import { isAway } from '../transfer/ask-field-map.js';
import type { TransferRow } from '../transfer/transfer.entity.js';

const consumer = 'router.free-place';
const untilBackMs = 30_000;

/** "The branch has this lead no more." */
interface FreePlaceWork extends Pick<TransferRow, 'id' | 'branchId'> {
  /** The HQ account, in which the branch is. */
  accountId: string;
}

/**
 * Frees the place of a lead that has left a branch inside HQ in its quota of open leads: the card stays open, so the
 * journal never shows that the lead has left. In a branch with an account of its own the branch lead is closed, and the
 * journal shows that. While limits is down, the message waits.
 */
@Injectable()
export class FreePlace implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly branches: BranchRepository,
  ) {}

  onModuleInit(): void {
    this.bus.consume<FreePlaceWork>({ consumer, again: { forMs: forEver }, handle: (job) => this.run(job) });
  }

  /** In the transaction that ends the leg; does nothing for a branch with an account of its own. */
  async ask(tx: EntityManager, leg: TransferRow, correlationId: string): Promise<void> {
    if (!isInsideHq(leg)) return;
    const { id, branchId, hqAccountId: accountId } = leg;
    const work: FreePlaceWork = { id, branchId, accountId };
    await this.bus.enqueue(tx, consumer, work, { key: id, correlationId });
  }

  private async run({ payload, correlationId }: Job<FreePlaceWork>): Promise<void> {
    if (!(await this.branches.listLimited()).has(payload.branchId)) return;
    try {
      await this.bus.request('limits.quotas.release', { transferId: payload.id }, { correlationId });
    } catch (error) {
      if (!isAway(error)) throw error;
      const said = message('failures.limits-away', { failure: error.body.detail });
      throw new RetryLater(said, untilBackMs, { cause: error });
    }
  }
}
