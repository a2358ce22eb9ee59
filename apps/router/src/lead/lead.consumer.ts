import { Bus, type Job } from '@hub/bus';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AfterTransfer } from '../custody/after-transfer.js';
import { TransferLead } from '../transfer/transfer-lead.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { TransferRepository } from '../transfer/transfer.repository.js';
import { JudgeLead } from './judge-lead.js';
import { leadConsumer, type LeadWork } from './lead-work.js';

/**
 * Enough parallel jobs for ten branches that do not answer: each occupies sixteen until its first time-out, and one
 * after it (`AccountGate`). They mostly wait for slots, where their calls gather.
 */
const concurrency = 160;

/** An inbound lead: a change is consumed → the lead is read → a branch is chosen → the lead is handed over. */
@Injectable()
export class LeadConsumer implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly judge: JudgeLead,
    private readonly transfers: TransferRepository,
    private readonly transferLead: TransferLead,
    private readonly after: AfterTransfer,
  ) {}

  onModuleInit(): void {
    this.bus.consume<LeadWork>({
      consumer: leadConsumer,
      subject: 'crm.changed',
      concurrency,
      handle: async (job) => {
        await this.route(job);
        await this.reviveGivenUp(job);
      },
    });
  }

  /**
   * A lead that has a transfer goes on with it, and beyond its end when there is more. One in hand goes to the branch that a
   * person or the rules name. Any other is judged anew.
   */
  private async route(job: Job<LeadWork>): Promise<void> {
    const { accountId, entity, entityId } = job.payload;
    if (entity !== 'lead') return;
    const begun = await this.transfers.findByLead(accountId, entityId);
    const left = begun ? null : await this.after.legs.findInHand(accountId, entityId);
    if (left) return this.after.inHand.run(job, left);
    if (begun) await this.judge.countPlace(begun, job.correlationId);
    const transfer = begun ?? (await this.judge.run(job));
    if (!transfer) return;
    const ended = await this.carry(job, transfer);
    const next = await this.goOn(job, ended, begun !== null);
    if (next) await this.carry(job, next);
    // A hand-over that has not written to the HQ lead may have left «Филиал» to a person who has named another branch.
    else if (begun || ended.hqWroteAt === null) await this.after.choice.ofLeg(job, ended);
  }

  private async carry(job: Job<LeadWork>, transfer: TransferRow): Promise<TransferRow> {
    const ended = await this.transferLead.run(job, transfer);
    await this.judge.reportTransferEnd(ended, job.correlationId);
    if (ended.state === 'done') await this.after.checks.afterTransfer(job, ended);
    return ended;
  }

  /**
   * Work about the lead that was given up before has nothing left to do, or can do it now: none stays in the list of
   * dead letters. What a person has asked for stays there, because it asks for more than a check of the lead: that
   * person retries it.
   */
  private async reviveGivenUp(job: Job<LeadWork>): Promise<void> {
    const { accountId, entity } = job.payload;
    if (entity !== 'lead') return;
    const givenUp = (await this.bus.givenUpOf(leadConsumer, { accountId, key: job.key })) as LeadWork[];
    if (givenUp.length === 0 || givenUp.some(({ isAsked }) => isAsked === true)) return;
    await job.step((tx) => this.bus.reviveKeys(tx, leadConsumer, [job.key]));
  }

  private async goOn(
    job: Job<LeadWork>,
    ended: TransferRow,
    isHeardOf: boolean,
  ): Promise<TransferRow | null> {
    // Its lead was handed over by another transfer, whose end is to be gone through for it.
    if (ended.cancelReason?.key === 'failures.merged') return this.judge.run(job);
    return isHeardOf ? this.after.contact.run(job, ended) : null;
  }
}
