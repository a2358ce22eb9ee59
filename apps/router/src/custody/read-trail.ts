import type { CustodyView } from '@hub/contracts';
import { Injectable } from '@nestjs/common';
import { EscalationRepository } from '../escalation/escalation.repository.js';
import { LegRepository } from './leg.repository.js';
import { viewCustody } from './view-custody.js';

/** Reads who had a lead, from when to when. */
@Injectable()
export class ReadTrail {
  constructor(
    private readonly legs: LegRepository,
    private readonly escalations: EscalationRepository,
  ) {}

  /**
   * By HQ's or a branch's id of the lead, as of now; null: no branch had it. `accountIds`: only what is in these branch
   * accounts, without what head office says of the lead.
   */
  async run(
    accountId: string,
    leadId: number,
    accountIds?: readonly string[] | null,
  ): Promise<CustodyView | null> {
    const legs = await this.legs.listTrail(accountId, leadId);
    const trailIds = [...new Set(legs.map(({ leg }) => leg.trailId))];
    const escalations = await this.escalations.listTrail(accountId, leadId, trailIds);
    const isSeen = (id: string) => !accountIds || accountIds.includes(id);
    return viewCustody(
      legs
        .filter(({ leg }) => isSeen(leg.target.accountId))
        .map((seen) => (accountIds ? { ...seen, leg: { ...seen.leg, offHand: null } } : seen)),
      escalations.filter(({ branchAccountId }) => isSeen(branchAccountId)),
      new Date(),
    );
  }
}
