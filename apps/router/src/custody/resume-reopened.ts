import type { Job } from '@hub/bus';
import { describeFailure } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { mayHaveBranchLead } from '../transfer/decide-transfer-again.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { TransferRepository } from '../transfer/transfer.repository.js';
import { FindReopened } from './find-reopened.js';
import type { BranchLeg } from './leg.repository.js';
import { ResumeLeg } from './resume-leg.js';

/** Lets a trail go on with the branch that has opened its former lead again, instead of making a second one. */
@Injectable()
export class ResumeReopened {
  constructor(
    private readonly find: FindReopened,
    private readonly resume: ResumeLeg,
    private readonly transfers: TransferRepository,
  ) {}

  /** For a trail in hand, of which the journal shows a former lead open. False: none is. */
  async ofTrail(job: Job<unknown>, last: TransferRow): Promise<boolean> {
    const former = await this.find.run(job, last.trailId, null);
    if (former) await this.resume.run(job, last, former);
    return former !== null;
  }

  /**
   * Right before a next leg makes its lead, whoever has chosen its branch: reads the former leads. The leg comes back
   * cancelled where one of them is open. Reads nothing for the first leg of a trail.
   */
  async before(job: Job<unknown>, transfer: TransferRow): Promise<TransferRow> {
    const { id, trailId, state } = transfer;
    if (trailId === id || state === 'cancelled' || mayHaveBranchLead(transfer)) return transfer;
    const former = await this.findFor(job, transfer);
    return former ? this.resume.insteadOf(job, transfer, former) : transfer;
  }

  /** What keeps the former leads from being read keeps the transfer from going on: its list says so. */
  private async findFor(job: Job<unknown>, transfer: TransferRow): Promise<BranchLeg | null> {
    try {
      return await this.find.run(job, transfer.trailId, transfer);
    } catch (error) {
      if (job.signal.aborted) throw error;
      const problem = describeFailure(error);
      await job.step((tx) => this.transfers.recordProblem(tx, transfer, problem));
      throw error;
    }
  }
}
