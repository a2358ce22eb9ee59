import { randomUUID } from 'node:crypto';
import { Bus } from '@hub/bus';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { leadConsumer, leadKey, type LeadWork } from '../lead/lead-work.js';

export interface HastenedLead {
  accountId: string;
  leadId: number;
}

export interface HastenAbout {
  correlationId: string;
  /** A person has asked for it. */
  isAsked?: boolean;
  isNew?: boolean;
}

/** Makes the jobs about leads due now, also given-up ones. */
@Injectable()
export class HastenLeads {
  constructor(private readonly bus: Bus) {}

  /**
   * Work that waits or was given up is due at once, in the order of the leads; a lead without any gets a new job. With
   * `isNew` every lead gets one, because work that runs already may have begun before the reason for this.
   */
  async run(
    tx: EntityManager,
    leads: readonly HastenedLead[],
    { correlationId, isAsked = false, isNew = isAsked }: HastenAbout,
  ): Promise<void> {
    const busy = await this.bus.reviveKeys(tx, leadConsumer, leads.map(leadKey));
    for (const lead of leads) {
      const key = leadKey(lead);
      if (busy.has(key) && !isNew) continue;
      const work: LeadWork = { accountId: lead.accountId, entity: 'lead', entityId: lead.leadId, isAsked };
      await this.bus.enqueue(tx, leadConsumer, work, { id: randomUUID(), key, correlationId });
    }
  }
}
