import { AccountRepository } from '@hub/accounts';
import { findContact, mainContactOf } from '@hub/amocrm';
import type { Job } from '@hub/bus';
import { Injectable } from '@nestjs/common';
import { ReadCards } from '../absence/read-cards.js';
import { ReRouteRepository } from '../custody/re-route.repository.js';
import type { LeadWork } from '../lead/lead-work.js';
import { isInsideHq } from '../rule/inside-hq.js';
import { CarryLateContact } from './carry-late-contact.js';
import { FollowCompany } from './follow-company.js';
import type { TransferRow } from './transfer.entity.js';
import { isNamed } from './what-stays.js';

/**
 * A lead that crossed without a contact, or whose contact could not be read, is read again when it changes: sites make
 * the lead first, then the contact, and link them a moment later. A cancelled transfer has made nothing, and its lead
 * is judged anew with its contact. A lead that has its contact may get a company as late.
 */
@Injectable()
export class FollowContact {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly cards: ReadCards,
    private readonly reRoutes: ReRouteRepository,
    private readonly late: CarryLateContact,
    private readonly company: FollowCompany,
  ) {}

  /**
   * Has the contact of a transfer that is done carried after its lead, when it has one by now; not while the lead leaves
   * its branch. Reads HQ only when it lacks one.
   */
  async run(job: Job<LeadWork>, transfer: TransferRow): Promise<void> {
    const { id, hqAccountId, hqLeadId, target, leftOut, branchContactId, endedAt } = transfer;
    if (transfer.state !== 'done' || endedAt !== null || isInsideHq(transfer)) return;
    if (transfer.lateContact !== null) return this.late.hasten(job, transfer);
    if (branchContactId !== null) return this.company.run(job, transfer);
    if (isNamed(leftOut, 'leftOut.contact-late')) return;
    if (job.payload.action === 'delete' || (await this.reRoutes.findUnderWay(id))) return;
    if ((await this.accounts.get(target.accountId)).state === 'removed') return;
    const cards = this.cards.of(job, hqAccountId, { isInside: false });
    const lead = await cards.findLead(hqLeadId);
    const contactId = lead && mainContactOf(lead);
    if (contactId === null) return;
    // One that could not be read before is often gone, and is not waited for at each change of its lead: a second read has to do.
    const isThere = async () => (await findContact(cards.client, contactId)) !== null;
    const wasUnread = isNamed(leftOut, 'leftOut.contact');
    if (wasUnread && !(await isThere()) && !(await isThere())) return;
    await this.late.begin(job, transfer, contactId);
    job.log.info({ transferId: id, leadId: hqLeadId }, 'a contact was linked late');
  }
}
