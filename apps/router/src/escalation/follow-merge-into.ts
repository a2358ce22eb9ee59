import type { AmoLead } from '@hub/amocrm';
import { Injectable } from '@nestjs/common';
import { FindSuccessor } from '../custody/find-successor.js';
import { GoOnMerged } from '../custody/go-on-merged.js';
import type { EscalationContext } from './escalation-context.js';
import type { EscalationRow } from './escalation.entity.js';
import { EscalationRepository } from './escalation.repository.js';

/**
 * A deal that gets a card at HQ may be the one into which a lead was merged that HQ has already: the journal may learn of its
 * change before it learns that the other lead is gone.
 */
@Injectable()
export class FollowMergeInto {
  constructor(
    private readonly escalations: EscalationRepository,
    private readonly successors: FindSuccessor,
    private readonly goOn: GoOnMerged,
  ) {}

  /**
   * Whether leads that are gone go on in this deal, whose escalation is begun anew then. Throws `RetryLater` while it is not
   * certain that such a lead is gone. Calls amoCRM only where HQ, or a leg, has another lead of this client.
   */
  async run({ job, branch }: EscalationContext, row: EscalationRow, lead: AmoLead): Promise<boolean> {
    const { branchAccountId: accountId, branchLeadId } = row;
    const contactIds = lead._embedded.contacts.map(({ id }) => id);
    const others = await this.escalations.listOthersOfClient({ accountId, leadId: branchLeadId }, contactIds);
    if (others.length === 0) return false;
    const ids = others.flatMap((other) => other.ids);
    const carried = await this.successors.listCarried(job, accountId, lead, ids);
    let isFollowed = false;
    for (const { leadId, ids } of others) {
      // A copy of a deal carries its fields as well; the deal is there then.
      if (!ids.some((id) => carried.includes(id)) || (await branch.findLead(leadId))) continue;
      await job.step((tx) => this.goOn.run(tx, { accountId, leadId }, branchLeadId, job.correlationId));
      isFollowed = true;
    }
    return isFollowed;
  }
}
