import { Bus } from '@hub/bus';
import type { LeadOfAccount } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CallNoteRepository } from '../call/call-note.repository.js';
import { EscalationRepository } from '../escalation/escalation.repository.js';
import { isInsideHq } from '../rule/inside-hq.js';
import { custodyConsumer, custodyWork } from './custody-work.js';
import { LegRepository, type BranchLeg } from './leg.repository.js';

/** What custody has of a branch lead that was merged goes on in the deal that is left. */
@Injectable()
export class GoOnMerged {
  constructor(
    private readonly bus: Bus,
    private readonly legs: LegRepository,
    private readonly escalations: EscalationRepository,
    private readonly calls: CallNoteRepository,
  ) {}

  /**
   * Its living legs, its escalation and its calls: `successorId` is the branch's own deal, so the hub never closes it.
   * Throws `RetryLater` while the transfer of a leg is running.
   */
  async run(
    tx: EntityManager,
    gone: LeadOfAccount,
    successorId: number,
    correlationId: string,
  ): Promise<void> {
    const { accountId, leadId } = gone;
    const legs = await this.legs.listByBranchLead(accountId, leadId, tx);
    for (const leg of legs.filter(livesInBranch)) await this.legs.goOnWith(tx, leg, successorId);
    await this.escalations.goOnWith(tx, gone, successorId);
    await this.calls.carry(tx, gone, successorId);
    // The lead that is gone as well: its escalation may have to end for that of the other one.
    for (const id of [successorId, leadId]) {
      const { work, key } = custodyWork(accountId, id);
      await this.bus.enqueue(tx, custodyConsumer, work, { key, correlationId });
    }
  }
}

/** The branch has the lead, in an account of its own. */
export function livesInBranch(leg: BranchLeg): boolean {
  return leg.endedAt === null && leg.state === 'done' && !isInsideHq(leg);
}
