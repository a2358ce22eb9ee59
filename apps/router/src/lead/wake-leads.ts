import { Bus } from '@hub/bus';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { leadConsumer, leadKey, type LeadWork } from './lead-work.js';

/** Sees to it that a lead that waits for a moment is judged again then. */
@Injectable()
export class WakeLeads {
  constructor(private readonly bus: Bus) {}

  /** In the transaction that records what it waits for. Once for each moment, however often the lead is judged. */
  async at(
    tx: EntityManager,
    { accountId, leadId, at }: { accountId: string; leadId: number; at: Date },
    correlationId: string,
  ): Promise<void> {
    const work: LeadWork = { accountId, entity: 'lead', entityId: leadId, isDue: true };
    const key = leadKey({ accountId, leadId });
    const id = `due ${key} ${at.toISOString()}`;
    await this.bus.enqueue(tx, leadConsumer, work, { id, key, correlationId, runAt: at });
  }
}
