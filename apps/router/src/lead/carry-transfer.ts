import type { Job } from '@hub/bus';
import { Injectable } from '@nestjs/common';
import { EnqueueChecks } from '../custody/enqueue-checks.js';
import { TransferLead } from '../transfer/transfer-lead.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { JudgeLead } from './judge-lead.js';
import type { LeadWork } from './lead-work.js';

/** Carries a transfer to its end, and reports that to the quota of its branch and to custody. */
@Injectable()
export class CarryTransfer {
  constructor(
    private readonly transferLead: TransferLead,
    private readonly judge: JudgeLead,
    private readonly checks: EnqueueChecks,
  ) {}

  async run(job: Job<LeadWork>, transfer: TransferRow): Promise<TransferRow> {
    const ended = await this.transferLead.run(job, transfer);
    await this.judge.reportTransferEnd(ended, job.correlationId);
    if (ended.state === 'done') await this.checks.afterTransfer(job, ended);
    return ended;
  }
}
