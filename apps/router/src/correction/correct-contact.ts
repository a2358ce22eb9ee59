import { Bus, forEver, type Job } from '@hub/bus';
import type { ContactHinted } from '@hub/contracts';
import { Journal, leadsOfContact } from '@hub/journal';
import { message } from '@hub/messages';
import { RetryLater } from '@hub/platform';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { FindCalls } from '../call/find-calls.js';
import { isInsideHq } from '../rule/inside-hq.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { TransferRepository } from '../transfer/transfer.repository.js';
import { CorrectCopy } from './correct-copy.js';

/** A contact has a few leads; one that has thousands is nobody's. */
const mostLeads = 50;

/** The pause doubles, because a transfer that waits for a branch may wait for days. */
const [firstPauseMs, longestPauseMs] = [15_000, 3_600_000];

/**
 * A phone or an e-mail that is corrected at HQ goes down to the contact of the branch until the branch has taken the
 * lead; then the contact is the branch's own. A change costs one read at HQ and one in the branch, and a PATCH where
 * something is lacking; a repeat finds nothing to do. A call with the contact is such a change as well.
 */
@Injectable()
export class CorrectContact implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly journal: Journal,
    private readonly transfers: TransferRepository,
    private readonly calls: FindCalls,
    private readonly copies: CorrectCopy,
  ) {}

  onModuleInit(): void {
    this.bus.consume<ContactHinted>({
      consumer: 'router.contact',
      subject: 'contact.hinted',
      concurrency: 16,
      again: { forMs: forEver },
      handle: (job) => this.correct(job),
    });
  }

  private async correct(job: Job<ContactHinted>): Promise<void> {
    const { accountId, contactId } = job.payload;
    const leadIds = await this.journal.ask((tx) => leadsOfContact(tx, accountId, contactId, mostLeads));
    const found = await Promise.all(leadIds.map((leadId) => this.transfers.findByLead(accountId, leadId)));
    const legs = found.filter((leg) => leg !== null).filter((leg) => !isInsideHq(leg));
    const ready = legs.filter(hasContact);
    for (const leg of ready) await this.calls.run(job, leg);
    const isReplaced = await this.copies.begin(job, contactId, ready);
    // What a transfer has read of the contact may be older than the change.
    if (ready.length === legs.length && !isReplaced) return;
    const pauseMs = Math.min(firstPauseMs * 2 ** Math.min(job.attempt - 1, 10), longestPauseMs);
    throw new RetryLater(message('failures.contact-on-way'), pauseMs);
  }
}

/** The contact is in the branch, with its lead, whatever of the transfer is left: a compare is right. */
function hasContact({ state, lateContact, branchContactId, branchLeadId }: TransferRow): boolean {
  return lateContact === null && (state === 'done' || (branchContactId !== null && branchLeadId !== null));
}
