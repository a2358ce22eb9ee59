import { AccountRepository } from '@hub/accounts';
import { findContact, mainContactOf } from '@hub/amocrm';
import type { Job } from '@hub/bus';
import { Injectable } from '@nestjs/common';
import { ReadCards } from '../absence/read-cards.js';
import { ReRouteRepository } from '../custody/re-route.repository.js';
import type { LeadWork } from '../lead/lead-work.js';
import type { TransferRow } from './transfer.entity.js';
import { TransferRepository } from './transfer.repository.js';
import { isInsideHq } from '../rule/inside-hq.js';
import { isNamed } from './what-stays.js';

/**
 * A lead that crossed without a contact, or whose contact could not be read, is read again when it changes: sites make
 * the lead first, then the contact, and link them a moment later. A cancelled transfer has made nothing, and its lead
 * is judged anew with its contact.
 */
@Injectable()
export class FollowContact {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly cards: ReadCards,
    private readonly transfers: TransferRepository,
    private readonly reRoutes: ReRouteRepository,
  ) {}

  /**
   * The transfer as it goes on, when its lead has a contact by now; else null, also while the lead leaves its branch.
   * Reads HQ only when it lacks one.
   */
  async run(job: Job<LeadWork>, transfer: TransferRow): Promise<TransferRow | null> {
    const { hqAccountId, hqLeadId, target, leftOut, branchContactId } = transfer;
    if (transfer.state !== 'done' || branchContactId !== null || isNamed(leftOut, 'leftOut.contact-late'))
      return null;
    if (job.payload.action === 'delete' || isInsideHq(transfer)) return null;
    if (await this.reRoutes.findUnderWay(transfer.id)) return null;
    if ((await this.accounts.get(target.accountId)).state === 'removed') return null;
    const cards = this.cards.of(job, hqAccountId, { isInside: false });
    const lead = await cards.findLead(hqLeadId);
    const contactId = lead && mainContactOf(lead);
    if (contactId === null) return null;
    // One that could not be read before is often gone, and is not waited for at each change of its lead.
    const wasUnread = isNamed(leftOut, 'leftOut.contact');
    if (wasUnread && !(await findContact(cards.client, contactId))) return null;
    const late = { state: 'contact-late' } as const;
    await job.step((tx) => this.transfers.advance(tx, transfer.id, late, new Date()));
    job.log.info({ transferId: transfer.id, leadId: hqLeadId }, 'a contact was linked late');
    return { ...transfer, ...late };
  }
}
