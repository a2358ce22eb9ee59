import type { AmoContact, AmoLead } from '@hub/amocrm';
import type { Job } from '@hub/bus';
import { Injectable } from '@nestjs/common';

/** As old as a lead may be when it is written by: as long as a call may take that reads it right before the write. */
const recentMs = 2_000;
/** As old as a contact may be that is carried into a branch. Routing and the transfer read it one after the other. */
const recentContactMs = 10_000;

interface ReadLead {
  lead: AmoLead;
  /** When the read was begun, by `performance.now()`. */
  readAt: number;
  /** A list has answered, and not a read by id. */
  isListed: boolean;
}

interface ReadContact {
  contact: AmoContact;
  readAt: number;
}

/**
 * Cards that a job has just read, so that its steps share one read: head office has seven calls a second for all branches.
 * An older copy, and those of another attempt, are read anew.
 */
@Injectable()
export class RecentCards {
  private readonly byJob = new WeakMap<Job<unknown>, Map<string, ReadLead>>();
  private readonly contactsByJob = new WeakMap<Job<unknown>, Map<string, ReadContact>>();

  keep(job: Job<unknown>, accountId: string, read: ReadLead): void {
    const leads = this.byJob.get(job) ?? new Map<string, ReadLead>();
    leads.set(`${accountId} ${read.lead.id}`, read);
    this.byJob.set(job, leads);
  }

  /** The lead as this job has just read it, or null when it is to be read. */
  find(job: Job<unknown>, accountId: string, leadId: number): AmoLead | null {
    const found = this.findLast(job, accountId, leadId);
    return found && performance.now() - found.readAt <= recentMs ? found.lead : null;
  }

  /** The last read of the lead by this job, however old; null: it has not read it. */
  findLast(job: Job<unknown>, accountId: string, leadId: number): ReadLead | null {
    return this.byJob.get(job)?.get(`${accountId} ${leadId}`) ?? null;
  }

  keepContact(job: Job<unknown>, accountId: string, read: ReadContact): void {
    const contacts = this.contactsByJob.get(job) ?? new Map<string, ReadContact>();
    contacts.set(`${accountId} ${read.contact.id}`, read);
    this.contactsByJob.set(job, contacts);
  }

  /** The contact as this job has just read it, or null when it is to be read. */
  findContact(job: Job<unknown>, accountId: string, contactId: number): AmoContact | null {
    const found = this.contactsByJob.get(job)?.get(`${accountId} ${contactId}`);
    return found && performance.now() - found.readAt <= recentContactMs ? found.contact : null;
  }
}
