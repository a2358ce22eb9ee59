import type { Job } from '@hub/bus';
import { message } from '@hub/messages';
import { Injectable } from '@nestjs/common';
import { ReadCards } from '../absence/read-cards.js';
import { isKnownChange } from '../custody/is-known-change.js';
import type { LeadWork } from '../lead/lead-work.js';
import { within } from './transfer-change.js';
import type { TransferRow } from './transfer.entity.js';
import { TransferRepository } from './transfer.repository.js';
import { isNamed } from './what-stays.js';

/** So long after its lead was handed over a change of it is read for a company: sites link one a moment later. */
const soonMs = 600_000;

/** Names a company that was linked to the HQ lead after its transfer had read that: it does not follow. */
@Injectable()
export class FollowCompany {
  constructor(
    private readonly cards: ReadCards,
    private readonly transfers: TransferRepository,
  ) {}

  /** For a transfer that is done. Reads the HQ lead where the hint is about a change that the hub does not know. */
  async run(job: Job<LeadWork>, transfer: TransferRow): Promise<void> {
    const { hqAccountId, hqLeadId, branchCompanyId, leftOut, startedAt } = transfer;
    if (branchCompanyId !== null || isNamed(leftOut, 'leftOut.company')) return;
    if (Date.now() - startedAt.getTime() > soonMs) return;
    if (job.payload.action === 'delete' || isKnownChange(job.payload.changedAt ?? null, transfer)) return;
    const lead = await this.cards.of(job, hqAccountId, { isInside: false }).findRecentLead(hqLeadId);
    if (!lead || lead._embedded.companies.length === 0) return;
    const named = { state: transfer.state, leftOut: [...leftOut, message('leftOut.company')] };
    await job.step((tx) => this.transfers.advanceLate(within(tx), transfer, named, { now: new Date() }));
    job.log.info({ transferId: transfer.id, leadId: hqLeadId }, 'a company was linked late');
  }
}
