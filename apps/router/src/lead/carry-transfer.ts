import type { Job } from '@hub/bus';
import { Injectable } from '@nestjs/common';
import { EnqueueChecks } from '../custody/enqueue-checks.js';
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
  ) {}

  /** A transfer that another job has added: it may not count in the quota of its branch yet. */
  async goOn(job: Job<LeadWork>, transfer: TransferRow): Promise<TransferRow> {
    await this.places.count(transfer, job.correlationId);
    return this.run(job, transfer);
  }

  async run(job: Job<LeadWork>, transfer: TransferRow): Promise<TransferRow> {
    const ended = await this.transferLead.run(job, transfer);
    await this.places.reportEnd(ended, job.correlationId);
    if (ended.state === 'done') await this.checks.afterTransfer(job, ended);
    return ended;
  }
}
