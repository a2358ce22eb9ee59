import { AccountRepository } from '@hub/accounts';
import { message, type Message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { AskReRoute } from './ask-re-route.js';
import { BeginLeg } from './begin-leg.js';
import type { NextBranch } from './choose-branch.js';
import { hasLead, LegRepository, type BranchLeg } from './leg.repository.js';

/** Goes on with a trail whose last leg has ended, when a person names the next branch. */
@Injectable()
export class GoOn {
  constructor(
    private readonly ask: AskReRoute,
    private readonly begin: BeginLeg,
    private readonly legs: LegRepository,
    private readonly accounts: AccountRepository,
  ) {}

  /**
   * Begins the next leg. A branch lead that was deleted may have been restored, which the journal may not know yet:
   * such a leg is left as a living one is, so that the lead is read, and closed if it lives, first. False, and nothing
   * is done, when the HQ lead is closed or gone by now.
   */
  async run(
    tx: EntityManager,
    last: TransferRow,
    branch: NextBranch,
    { reason, correlationId }: { reason: Message; correlationId: string },
  ): Promise<boolean> {
    const gone = await this.restorable(tx, last, branch);
    if (gone) {
      const wanted = { why: 're-routed', reason, branchId: branch.id, correlationId } as const;
      if (!(await this.ask.run(tx, gone, wanted))) return false;
      await this.legs.reOpen(tx, last.id);
      return true;
    }
    await this.begin.run(tx, last, branch, { correlationId, now: new Date() });
    return true;
  }

  /**
   * The next leg of the trail that an HQ lead has, for a branch that an operator assigns it to; null: no leg of it has ended.
   * Throws a 409 `Problem` where the lead of the former branch is to be read first.
   */
  async assign(
    tx: EntityManager,
    { hqAccountId, leadId }: { hqAccountId: string; leadId: number },
    branch: NextBranch,
    correlationId: string,
  ): Promise<TransferRow | null> {
    const last = await this.legs.findLastEnded(hqAccountId, leadId, tx);
    if (!last) return null;
    if (await this.restorable(tx, last, branch))
      throw new Problem(409, message('problems.leg-was-gone', { branch: last.branchName }));
    return this.begin.run(tx, last, branch, { correlationId, now: new Date(), hqBranchName: null });
  }

  /** The leg after which no branch has the HQ lead, although one is to have it; null: it is not in hand. */
  async findInHand(hqAccountId: string, leadId: number): Promise<TransferRow | null> {
    return this.legs.findInHand(hqAccountId, leadId);
  }

  /** Until the transaction ends no next leg begins after this one. */
  async lockInHand(tx: EntityManager, { id }: TransferRow): Promise<void> {
    await this.legs.lockInHand(tx, id);
  }

  /** No branch is to have the HQ lead, when it is in hand: its trail says why. */
  async takeOffHand(
    tx: EntityManager,
    { hqAccountId, leadId: hqLeadId }: { hqAccountId: string; leadId: number },
    why: Message,
  ): Promise<void> {
    await this.legs.takeLeadOffHand(tx, { hqAccountId, hqLeadId }, why);
  }

  /**
   * The leg with its branch lead, when that may be there again. Nothing can be read in an account that was removed, and a
   * transfer to the very pipeline takes a living lead over (`findLivingBefore`).
   */
  private async restorable(
    tx: EntityManager,
    last: TransferRow,
    { target: { accountId, pipelineId } }: NextBranch,
  ): Promise<BranchLeg | null> {
    if (last.endedAs !== 'gone' || !hasLead(last)) return null;
    if (last.target.accountId === accountId && last.target.pipelineId === pipelineId) return null;
    const { state } = await this.accounts.get(last.target.accountId, tx);
    return state === 'removed' ? null : last;
  }
}
