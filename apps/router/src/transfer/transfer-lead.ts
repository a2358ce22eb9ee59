import type { Job } from '@hub/bus';
import type { TransferState } from '@hub/contracts';
import { VerdictError } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { contactStep } from './contact-step.js';
import { handOverStep } from './hand-over-step.js';
import { leadStep } from './lead-step.js';
import { branchNoteStep, hqNoteStep } from './note-steps.js';
import { TransferContexts, type TransferContext } from './transfer-context.js';
import type { TransferStep } from './transfer-step.js';
import type { TransferRow } from './transfer.entity.js';
import { TransferRepository } from './transfer.repository.js';

/** Looks reach this far behind our own clock, because amoCRM's may differ. */
const clockSkewSeconds = 600;

/**
 * The states of a transfer, each with the step that leads out of it:
 *
 *     decided ─contact─► contact-ready ─lead─► lead-created ─note─► branch-noted ─note─► hq-noted ─move─► done
 *
 * A state is what is known to stand in amoCRM. Before a step writes, its beginning is recorded; who finds a begun
 * step (a retry, or another process after a crash) looks for what it may have written before writing again.
 */
const steps: Record<Exclude<TransferState, 'done'>, TransferStep> = {
  decided: contactStep,
  'contact-ready': leadStep,
  'lead-created': branchNoteStep,
  'branch-noted': hqNoteStep,
  'hq-noted': handOverStep,
};

/** Carries a transfer from the state it is in to `done`. */
@Injectable()
export class TransferLead {
  constructor(
    private readonly contexts: TransferContexts,
    private readonly transfers: TransferRepository,
  ) {}

  /** Throws what a step throws, after recording it on the transfer; the job's next attempt goes on from there. */
  async run(job: Job<unknown>, begun: TransferRow): Promise<void> {
    let transfer = begun;
    try {
      while (transfer.state !== 'done') {
        transfer = await this.advance(job, transfer, steps[transfer.state]);
        job.log.info({ transferId: transfer.id, state: transfer.state }, 'transfer advanced');
      }
    } catch (error) {
      if (error instanceof VerdictError) await this.recordProblem(job, transfer, error);
      throw error;
    }
  }

  private async advance(job: Job<unknown>, transfer: TransferRow, step: TransferStep): Promise<TransferRow> {
    const context = await this.contexts.open(transfer, job);
    const found = await step.look(context, lookSince(transfer));
    const progress = found ?? (await this.write(job, context, step));
    const changedAt = new Date();
    await job.step((tx) => this.transfers.advance(tx, transfer.id, progress, changedAt));
    return { ...transfer, ...progress, stepStartedAt: null, problem: null, changedAt };
  }

  private async write(job: Job<unknown>, context: TransferContext, step: TransferStep) {
    // Committed before the call: whoever comes after a crash must know that a write may be on its way.
    await job.step((tx) => this.transfers.beginStep(tx, context.transfer.id, new Date()));
    return step.write(context);
  }

  private async recordProblem(job: Job<unknown>, transfer: TransferRow, error: VerdictError): Promise<void> {
    await job.step((tx) => this.transfers.recordProblem(tx, transfer.id, error.message, new Date()));
  }
}

function lookSince(transfer: TransferRow): number | null {
  if (!transfer.stepStartedAt) return null;
  return Math.floor(transfer.stepStartedAt.getTime() / 1000) - clockSkewSeconds;
}
