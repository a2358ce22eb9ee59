import type { Job } from '@hub/bus';
import { Injectable } from '@nestjs/common';
import { FindCalls } from '../call/find-calls.js';
import { EnqueueChecks } from '../custody/enqueue-checks.js';
import { ResumeReopened } from '../custody/resume-reopened.js';
import { TakePlace } from '../quota/take-place.js';
import { TransferLead } from '../transfer/transfer-lead.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import type { LeadWork } from './lead-work.js';

/** Carries a transfer to its end, and reports that to the quota of its branch and to custody. */
@Injectable()
export class CarryTransfer {
  constructor(
    private readonly transferLead: TransferLead,
    private readonly places: TakePlace,
    private readonly checks: EnqueueChecks,
    private readonly reopened: ResumeReopened,
    private readonly calls: FindCalls,
  ) {}

  /** A transfer that another job has added: it may not count in the quota of its branch yet. */
  async goOn(job: Job<LeadWork>, transfer: TransferRow): Promise<TransferRow> {
    await this.places.count(transfer, job.correlationId);
    return this.run(job, transfer);
  }

  async run(job: Job<LeadWork>, transfer: TransferRow): Promise<TransferRow> {
    const begun = await this.reopened.before(job, transfer);
    const ended = await this.transferLead.run(job, begun);
    await this.places.reportEnd(ended, job.correlationId);
    if (ended.state === 'done') await this.checks.afterTransfer(job, ended);
    await this.calls.run(job, ended);
    return ended;
  }
}
