import type { AmoLead } from '@hub/amocrm';
import type { Job } from '@hub/bus';
import { Injectable } from '@nestjs/common';

/** Longer than a lead's whole way takes while nothing fails; about as late as a lost webhook's change is heard of anyway. */
const recentMs = 20_000;

/**
 * Leads that a job has read a moment ago, so that its steps share one read: head office has seven calls a second for all
 * branches. Another attempt reads anew, and so does a job behind which more work about its lead waits.
 */
@Injectable()
export class RecentLeads {
  private readonly byJob = new WeakMap<Job<unknown>, Map<string, { lead: AmoLead; readAt: number }>>();

  keep(job: Job<unknown>, accountId: string, lead: AmoLead): void {
    const leads = this.byJob.get(job) ?? new Map<string, { lead: AmoLead; readAt: number }>();
    leads.set(`${accountId} ${lead.id}`, { lead, readAt: performance.now() });
    this.byJob.set(job, leads);
  }

  /** The lead as this job has read it, or null when it is to be read. */
  async find(job: Job<unknown>, accountId: string, leadId: number): Promise<AmoLead | null> {
    const found = this.byJob.get(job)?.get(`${accountId} ${leadId}`);
    if (!found || performance.now() - found.readAt > recentMs) return null;
    return (await job.isFollowed()) ? null : found.lead;
  }
}
