import type { Job } from '@hub/bus';
import { Injectable } from '@nestjs/common';
import { TryInHand } from '../custody/try-in-hand.js';
import { TransferRepository } from '../transfer/transfer.repository.js';
import { CarryTransfer } from './carry-transfer.js';
import { FollowTransfer } from './follow-transfer.js';
import { JudgeLead } from './judge-lead.js';
import type { LeadWork } from './lead-work.js';

/** A change of an inbound lead: the lead is read → a branch is chosen → the lead is handed over. */
@Injectable()
export class RouteInbound {
  constructor(
    private readonly transfers: TransferRepository,
    private readonly inHand: TryInHand,
    private readonly judge: JudgeLead,
    private readonly carry: CarryTransfer,
    private readonly follow: FollowTransfer,
  ) {}

  /**
   * A lead that has a transfer goes on with it, and beyond its end when there is more. One in hand goes to the branch that a
   * person or the rules name. Any other is judged anew.
   */
  async run(job: Job<LeadWork>): Promise<void> {
    const { accountId, entityId } = job.payload;
    const begun = await this.transfers.findByLead(accountId, entityId);
    if (!begun && (await this.inHand.run(job))) return;
    const transfer = begun ?? (await this.judge.run(job));
    if (!transfer) return this.follow.withoutTransfer(job);
    const ended = begun ? await this.carry.goOn(job, begun) : await this.carry.run(job, transfer);
    await this.follow.run(job, ended, begun !== null);
  }
}
