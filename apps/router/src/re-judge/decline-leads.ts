import { Bus } from '@hub/bus';
import { message } from '@hub/messages';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { leadConsumer, leadKey } from '../lead/lead-work.js';
import { RecordDecision } from '../lead/record-decision.js';
import type { Reason } from '../lead/route-lead.js';
import { TransferRepository } from '../transfer/transfer.repository.js';

const reasons: Reason[] = [{ check: 'lead', found: 'declined' }];

/** Ends what the hub has begun for leads that a person does not want to be handed over. */
@Injectable()
export class DeclineLeads {
  constructor(
    private readonly bus: Bus,
    private readonly transfers: TransferRepository,
    private readonly record: RecordDecision,
  ) {}

  /**
   * Their transfers, with which nothing was made in a branch, are cancelled, and their given-up work is discarded. The person's decision is
   * recorded for those, and for leads that were never judged (`unjudged`): without one they would be in no list.
   */
  async run(
    tx: EntityManager,
    accountId: string,
    { declined, unjudged }: { declined: readonly number[]; unjudged: readonly number[] },
    { now, ...by }: { now: Date; correlationId: string; rulesVersion: number },
  ): Promise<void> {
    const cancelReason = message('failures.declined');
    const cancelled: number[] = [];
    for (const { id, hqLeadId } of await this.transfers.listLiving(tx, accountId, declined))
      if (await this.transfers.cancel(tx, id, cancelReason, now)) cancelled.push(hqLeadId);
    for (const leadId of new Set([...unjudged, ...cancelled])) {
      const decision = { kind: 'manual', branchId: null, reasons, touchedAt: now } as const;
      await this.record.run(tx, { ...decision, accountId, leadId, ...by }, now);
    }
    const keys = declined.map((leadId) => leadKey({ accountId, leadId }));
    await this.bus.discardGivenUp(tx, leadConsumer, keys);
  }
}
