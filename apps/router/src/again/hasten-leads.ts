import { randomUUID } from 'node:crypto';
import { Bus } from '@hub/bus';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { leadConsumer, leadKey, type LeadWork } from '../lead/lead-work.js';

export interface HastenedLead {
  accountId: string;
  leadId: number;
}

/** Makes the router look at leads now, whatever became of its work about them before. */
@Injectable()
export class HastenLeads {
  constructor(private readonly bus: Bus) {}

  /** Work that waits or was given up is due at once, in the order of the leads; a lead without any gets a new job. */
  async run(
    tx: EntityManager,
    leads: readonly HastenedLead[],
    { correlationId, isAsked = false }: { correlationId: string; isAsked?: boolean },
  ): Promise<void> {
    const busy = await this.bus.hastenKeys(tx, leadConsumer, leads.map(leadKey));
    for (const lead of leads) {
      const key = leadKey(lead);
      // What runs already or waits may be about an older question than a person's.
      if (busy.has(key) && !isAsked) continue;
      const work: LeadWork = { accountId: lead.accountId, entity: 'lead', entityId: lead.leadId, isAsked };
      await this.bus.enqueue(tx, leadConsumer, work, { id: randomUUID(), key, correlationId });
    }
  }
}
