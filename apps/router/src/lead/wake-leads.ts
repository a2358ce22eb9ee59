import { Bus } from '@hub/bus';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { leadConsumer, leadKey, type LeadWork } from './lead-work.js';

/** Longer than clocks of processes may differ. */
const spareMs = 2_000;

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
    // Clocks differ: a lead that is judged a moment too early is judged once more, by work of its own.
    const runAt = new Date(Math.max(at.getTime(), Date.now()) + spareMs);
    const id = `due ${key} ${runAt.toISOString()}`;
    await this.bus.enqueue(tx, leadConsumer, work, { id, key, correlationId, runAt });
  }
}
