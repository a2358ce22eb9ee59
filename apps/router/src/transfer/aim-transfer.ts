import type { Account } from '@hub/accounts';
import type { Job } from '@hub/bus';
import { Injectable } from '@nestjs/common';
import { RoutingStamp } from '../lead/routing-stamp.js';
import { ChosenElsewhere } from '../lead/choose-in-rotation.js';
import { RoutingRulesRepository } from '../rules/routing-rules.repository.js';
import { isTargetFixed, mayHaveBranchLead } from './decide-transfer-again.js';
import { PointTransfer, type Aimed } from './point-transfer.js';
import { RouteTransfer, type HqCards } from './route-transfer.js';
import type { TransferRow } from './transfer.entity.js';
import { WithdrawTransfer } from './withdraw-transfer.js';

/**
 * Before each step: as long as the branch lead cannot exist, the target of a transfer follows the current lead, rules
 * and branches. The lead is read → routing decides again → the target is checked in its account → the transfer gets it.
 */
@Injectable()
export class AimTransfer {
  constructor(
    private readonly rules: RoutingRulesRepository,
    private readonly stamp: RoutingStamp,
    private readonly routing: RouteTransfer,
    private readonly pointing: PointTransfer,
    private readonly ending: WithdrawTransfer,
  ) {}

  /**
   * `aimedAt`: the account that the transfer goes to so far. Throws `RetryLater` while the branch wants its leads where they
   * cannot be put. The transfer may come back cancelled, or ended.
   */
  async run(
    job: Job<unknown>,
    { transfer, aimedAt }: { transfer: TransferRow; aimedAt: Account },
    cards: HqCards,
  ): Promise<Aimed> {
    // Nothing can be asked there, and routing would keep it there for ever.
    const isLost = mayHaveBranchLead(transfer) && aimedAt.state === 'removed';
    if (isLost || isTargetFixed(transfer)) {
      const { rules } = await this.rules.getNewestOf(transfer.hqAccountId);
      return { transfer: isLost ? await this.ending.endInRemoved(job, transfer) : transfer, rules };
    }
    for (;;) {
      try {
        return await this.follow(job, transfer, cards);
      } catch (error) {
        // What was read in amoCRM is not read again.
        if (!(error instanceof ChosenElsewhere)) throw error;
      }
    }
  }

  private async follow(job: Job<unknown>, transfer: TransferRow, cards: HqCards): Promise<Aimed> {
    // Read before the rules, because a withdrawal is recorded only where it still holds.
    const stamp = await this.stamp.read();
    const rules = await this.rules.getNewestOf(transfer.hqAccountId);
    const routed = await this.routing.run(job, transfer, rules.rules, cards);
    const { lead, again } = routed;
    switch (again.kind) {
      case 'stay':
        return { transfer, rules: rules.rules };
      case 'withdraw': {
        const withdrawal = { stamp, rules, lead, decision: again.instead };
        return { transfer: await this.ending.run(job, transfer, withdrawal), rules: rules.rules };
      }
      case 'aim':
        return this.pointing.run(job, { transfer, rules, lead }, { ...routed, again });
    }
  }
}
