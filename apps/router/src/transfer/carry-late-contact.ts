import { randomUUID } from 'node:crypto';
import { Bus, forEver, type Job } from '@hub/bus';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JudgedLeadRepository } from '../lead/judged-lead.repository.js';
import { leadKey } from '../lead/lead-work.js';
import { within } from './transfer-change.js';
import { TransferLead } from './transfer-lead.js';
import type { TransferRow } from './transfer.entity.js';
import { TransferRepository } from './transfer.repository.js';

const lateContactConsumer = 'router.late-contact';

/** A transfer whose lead has got a contact after it was done. */
interface LateWork {
  transferId: string;
  /** The HQ account. */
  accountId: string;
}

/**
 * Carries a late contact into the branch beside the leg: in a lane of its own, so that a branch that refuses the contact
 * keeps nothing else of the lead waiting.
 */
@Injectable()
export class CarryLateContact implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly transfers: TransferRepository,
    private readonly transferLead: TransferLead,
    private readonly judged: JudgedLeadRepository,
  ) {}

  onModuleInit(): void {
    this.bus.consume<LateWork>({
      consumer: lateContactConsumer,
      concurrency: 16,
      again: { forMs: forEver },
      handle: (job) => this.run(job),
    });
  }

  /** From now on the contact follows, and its next lead is known to be of a client whom the branch has. */
  async begin(job: Job<unknown>, transfer: TransferRow, contactId: number): Promise<void> {
    const { hqAccountId: accountId, hqLeadId: leadId } = transfer;
    await job.step(async (tx) => {
      await this.judged.putContact(tx, { accountId, leadId }, contactId);
      const made = { state: 'contact-late' as const };
      await this.transfers.advanceLate(within(tx), transfer, made, { now: new Date() });
      const about = { id: randomUUID(), key: keyOf(transfer), correlationId: job.correlationId };
      await this.bus.enqueue(tx, lateContactConsumer, workOf(transfer), about);
    });
  }

  /** The lead has changed: work that waits or was given up is due at once. */
  async hasten(job: Job<unknown>, transfer: TransferRow): Promise<void> {
    await job.step(async (tx) => {
      const key = keyOf(transfer);
      if ((await this.bus.reviveKeys(tx, lateContactConsumer, [key])).has(key)) return;
      const about = { id: randomUUID(), key, correlationId: job.correlationId };
      await this.bus.enqueue(tx, lateContactConsumer, workOf(transfer), about);
    });
  }

  /** Does nothing for a transfer that has ended meanwhile, or points to another HQ lead and is handed over again. */
  private async run(job: Job<LateWork>): Promise<void> {
    const [transfer] = await this.transfers.listByIds([job.payload.transferId]);
    if (!transfer?.lateContact || transfer.state !== 'done' || transfer.endedAt !== null) return;
    await this.transferLead.run(job, { ...transfer, state: transfer.lateContact });
  }
}

const workOf = ({ id: transferId, hqAccountId: accountId }: TransferRow): LateWork => ({
  transferId,
  accountId,
});

const keyOf = ({ hqAccountId: accountId, hqLeadId: leadId }: TransferRow): string =>
  leadKey({ accountId, leadId });
