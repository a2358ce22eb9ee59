import type { Job } from '@hub/bus';
import { Journal, type LeadOfAccount } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import type { EscalationRow } from '../escalation/escalation.entity.js';
import { FindSuccessor } from './find-successor.js';
import { GoOnMerged, livesInBranch } from './go-on-merged.js';
import { LegRepository, type BranchLeg } from './leg.repository.js';

/** Follows a branch lead that people of the branch have merged into another deal of theirs. */
@Injectable()
export class FollowMerge {
  constructor(
    private readonly journal: Journal,
    private readonly legs: LegRepository,
    private readonly successors: FindSuccessor,
    private readonly goOn: GoOnMerged,
  ) {}

  /**
   * The legs of a branch lead, oldest first; without the living ones where they go on in the deal into which it was merged. A
   * branch inside HQ has the HQ lead, whose merge `FindHandedOver` follows.
   */
  async listLegs(job: Job<unknown>, lead: LeadOfAccount): Promise<BranchLeg[]> {
    const legs = await this.legs.listByBranchLead(lead.accountId, lead.leadId);
    const living = legs.filter(livesInBranch);
    if (living.length === 0 || !(await this.follow(job, lead, legs, []))) return legs;
    return legs.filter((leg) => !living.includes(leg));
  }

  /** Whether the lead of a living escalation was merged: that goes on in the deal that is left, as its leg does. */
  async followEscalation(job: Job<unknown>, row: EscalationRow): Promise<boolean> {
    if (row.mergedInto !== null) return false;
    const lead = { accountId: row.branchAccountId, leadId: row.branchLeadId };
    return this.follow(job, lead, await this.legs.listByBranchLead(lead.accountId, lead.leadId), [row.id]);
  }

  private async follow(
    job: Job<unknown>,
    lead: LeadOfAccount,
    legs: readonly BranchLeg[],
    escalationIds: readonly string[],
  ): Promise<boolean> {
    const { accountId, leadId } = lead;
    const seen = await this.journal.findLead(accountId, leadId);
    if (!seen || seen.goneAt === null) return false;
    // The journal knows no client of a lead that was gone before its first reading.
    const given = legs.flatMap(({ branchContactId }) => branchContactId ?? []);
    const contactIds = [...new Set([...seen.contactIds, ...given])];
    const ids = [...legs.map(({ id }) => id), ...escalationIds];
    const gone = { id: leadId, goneAt: seen.goneAt, contactIds, ids };
    const successorId = await this.successors.run(job, accountId, gone);
    if (successorId === null) return false;
    await job.step((tx) => this.goOn.run(tx, lead, successorId, job.correlationId));
    job.log.info({ accountId, leadId, successorId }, 'branch lead was merged into another deal');
    return true;
  }
}
