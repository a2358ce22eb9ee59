import { AccountRepository } from '@hub/accounts';
import type { Job } from '@hub/bus';
import { Journal, type JournalLead } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import { ReadCards } from '../absence/read-cards.js';
import { closingStatusIds } from '../rule/closing-status-ids.js';
import { isInsideHq } from '../rule/inside-hq.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { isToRead, type FormerLead } from './decide-former.js';
import { LegRepository, type BranchLeg } from './leg.repository.js';

/** Finds the lead of a former leg that its branch has opened again while the trail is in hand. */
@Injectable()
export class FindReopened {
  constructor(
    private readonly legs: LegRepository,
    private readonly accounts: AccountRepository,
    private readonly journal: Journal,
    private readonly cards: ReadCards,
  ) {}

  /**
   * The newest former leg whose lead is open in its account now; null: none is. `next`: the leg that is about to make its
   * lead, which takes over by itself what another branch has had in its pipeline; null: there is none. Reads only what
   * `isToRead` says. The journal may show the lead as it was before: `branchKeptAt` of the leg is until when it is out of date.
   */
  async run(job: Job<unknown>, trailId: string, next: TransferRow | null): Promise<BranchLeg | null> {
    const known = new Set<string>();
    for (const leg of await this.legs.listEnded(trailId)) {
      const { target, branchId, branchLeadId } = leg;
      const place = `${target.accountId}:${branchLeadId}`;
      if (isInsideHq(leg) || known.has(place)) continue;
      if (next && branchId !== next.branchId && isSamePipeline(leg, next)) continue;
      known.add(place);
      // Nothing can be read in an account that was removed.
      if ((await this.accounts.get(target.accountId)).state === 'removed') continue;
      const seen = seenOf(await this.journal.findLead(target.accountId, branchLeadId));
      if (!isToRead({ ...leg, isGone: leg.endedAs === 'gone', seen }, next?.startedAt ?? null)) continue;
      const lead = await this.cards.of(job, target.accountId, { isInside: false }).findLead(branchLeadId);
      if (lead && !closingStatusIds.includes(lead.status_id))
        return { ...leg, branchKeptAt: lead.updated_at };
    }
    return null;
  }
}

function isSamePipeline({ target: one }: TransferRow, { target: other }: TransferRow): boolean {
  return one.accountId === other.accountId && one.pipelineId === other.pipelineId;
}

function seenOf(lead: JournalLead | null): FormerLead['seen'] {
  if (!lead) return null;
  if (lead.goneAt !== null) return 'gone';
  return closingStatusIds.includes(lead.statusId) ? 'closed' : 'open';
}
