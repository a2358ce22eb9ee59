import { AmoClients, latestAfterRead, leavingBefore, patchContact } from '@hub/amocrm';
import { Bus, forEver, type Job } from '@hub/bus';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ReadCards } from '../absence/read-cards.js';
import { CarryLateContact } from '../transfer/carry-late-contact.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { decideCorrection } from './decide-correction.js';
import { UntakenTransfers } from './untaken-transfers.js';

const consumer = 'router.correction';

/** The contact of a branch that HQ's may have corrected. */
interface CopyWork {
  accountId: string;
  contactId: number;
  transferId: string;
}

/** How long after the read of a contact its PATCH may leave: it replaces what people of the branch write in between. */
const freshMs = 2_000;

/** Corrects one branch's copy of a contact, each in work of its own: a branch that fails delays no other one. */
@Injectable()
export class CorrectCopy implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    @Inject(AmoClients) private readonly clients: AmoClients,
    private readonly untaken: UntakenTransfers,
    private readonly cards: ReadCards,
    private readonly late: CarryLateContact,
  ) {}

  onModuleInit(): void {
    this.bus.consume<CopyWork>({
      consumer,
      concurrency: 16,
      again: { forMs: forEver },
      handle: (job) => this.run(job),
    });
  }

  /**
   * Has the copies of these transfers compared, of those whose lead nobody has taken; once for this hint. The copy of another
   * contact is left as it is: this one is the lead's main contact by now, and is carried beside that one. Returns whether it
   * has to be for one of them.
   */
  async begin(job: Job<unknown>, contactId: number, transfers: readonly TransferRow[]): Promise<boolean> {
    const due = await this.untaken.among(transfers.filter(({ hqContactId }) => hqContactId === contactId));
    if (due.length > 0)
      await job.step(async (tx) => {
        for (const transfer of due) await this.enqueue(tx, job, contactId, transfer);
      });
    const others = transfers.filter(({ hqContactId: id }) => id !== null && id !== contactId);
    for (const transfer of others) await this.late.begin(job, transfer, contactId);
    return others.length > 0;
  }

  private async enqueue(
    tx: EntityManager,
    { id, correlationId }: Job<unknown>,
    contactId: number,
    { id: transferId, hqAccountId: accountId, target, branchContactId }: TransferRow,
  ): Promise<void> {
    if (branchContactId === null) return;
    const work: CopyWork = { accountId, contactId, transferId };
    const key = `${target.accountId}:contact:${branchContactId}`;
    await this.bus.enqueue(tx, consumer, work, { id: `${id}:${transferId}`, key, correlationId });
  }

  private async run(job: Job<CopyWork>): Promise<void> {
    const { accountId, contactId, transferId } = job.payload;
    const transfer = await this.untaken.find(transferId);
    if (!transfer || transfer.branchContactId === null || transfer.hqContactId !== contactId) return;
    const { gate } = this.clients;
    const about = { line: consumer, job: job.key };
    const hq = this.cards.of(job, accountId, { isInside: true });
    const atHq = { accountId, places: Infinity, ...about };
    const source = await gate.pass(atHq, () => hq.rereadContact(contactId));
    if (!source || source.is_deleted) return;
    const { branchContactId, target } = transfer;
    const branch = this.cards.of(job, target.accountId, { isInside: true });
    await gate.pass({ accountId: target.accountId, ...about }, async () => {
      const latest = latestAfterRead(new Date(), freshMs, job.attempt);
      const copy = await branch.rereadContact(branchContactId);
      const fields = copy && !copy.is_deleted ? decideCorrection(source, copy) : null;
      if (!fields) return;
      const change = { custom_fields_values: fields };
      await patchContact(leavingBefore(branch.client, latest), branchContactId, change);
      job.log.info({ contactId, branchContactId }, 'a contact was corrected in its branch');
    });
  }
}
