import { Bus, type Job } from '@hub/bus';
import { leadStateOf } from '@hub/journal';
import { databaseNow } from '@hub/database';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { RecentCards } from '../absence/recent-cards.js';
import type { LeadWork } from './lead-work.js';

/** Gives the observer what was read of a lead for a hint that both have got: one read, two users. */
@Injectable()
export class ShareReading {
  constructor(
    private readonly bus: Bus,
    private readonly recent: RecentCards,
  ) {}

  /** Does nothing where the job is about no hint, or has not found the lead. No names or values of fields leave with it. */
  async run(tx: EntityManager, job: Job<LeadWork>): Promise<void> {
    const { id: hintId, key, correlationId } = job;
    const { accountId, entityId: leadId, action } = job.payload;
    const read = this.recent.findLast(job, accountId, leadId);
    if (action === undefined || action === 'note' || !read || read.lead.is_deleted) return;
    const now = await databaseNow(tx);
    // Measured after the answer, so that the moment is too early rather than too late.
    const agoMs = Math.ceil(performance.now() - read.readAt);
    const readAt = new Date(now.getTime() - agoMs).toISOString();
    const { lead, isListed } = read;
    const reading = { accountId, leadId, hintId, readAt, isListed, state: leadStateOf(lead) };
    await this.bus.publish(tx, 'lead.read', reading, { key, correlationId });
  }
}
