import { hasChangedNothing } from '@hub/amocrm';
import type { Job } from '@hub/bus';
import type { TransferState } from '@hub/contracts';
import { SessionLock } from '@hub/database';
import { GiveUp, RetryLater } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
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
 * A write that was begun and is not to be seen may be on its way still: in a process that is not quite dead for the
 * client's time-out of 20 s, and in amoCRM after that. A second one before this time could double it.
 */
const secondWriteAfterMs = 45_000;

/** Each keeps a connection of the pool while amoCRM is called. */
const aloneAtOnce = 2;

/**
 * The states of a transfer, each with the step that leads out of it:
 *
 *     decided ─contact─► contact-ready ─lead─► lead-created ─note─► branch-noted ─note─► hq-noted ─move─► done
 *
 * A state is what is known to stand in amoCRM. Before a step writes, its beginning is recorded; who finds a begun
 * step (a retry, or another process after a crash) looks for what it may have written before writing again, and does
 * not write again before the first write can have come to its end.
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
  private readonly alone: SessionLock;

  constructor(
    private readonly contexts: TransferContexts,
    private readonly transfers: TransferRepository,
    source: DataSource,
  ) {
    this.alone = new SessionLock(source, aloneAtOnce);
  }

  /** Throws what a step throws, after recording it on the transfer; the job's next attempt goes on from there. */
  async run(job: Job<unknown>, begun: TransferRow): Promise<void> {
    let transfer = begun;
    try {
      while (transfer.state !== 'done') {
        transfer = await this.advance(job, transfer, steps[transfer.state]);
        job.log.info({ transferId: transfer.id, state: transfer.state }, 'transfer advanced');
      }
    } catch (error) {
      if (!job.signal.aborted) await this.recordProblem(job, transfer, error);
      throw error;
    }
  }

  private async advance(job: Job<unknown>, transfer: TransferRow, step: TransferStep): Promise<TransferRow> {
    const context = await this.contexts.open(transfer, job);
    const names = (await step.needsAlone?.(context)) ?? [];
    const take = () => this.take(job, context, step);
    return names.length > 0 ? this.alone.hold(names, take) : take();
  }

  private async take(job: Job<unknown>, context: TransferContext, step: TransferStep): Promise<TransferRow> {
    const { transfer } = context;
    const found = await step.look(context, lookSince(transfer));
    if (!found) awaitFirstWrite(transfer);
    const progress = found ?? (await this.write(job, context, step));
    const changedAt = new Date();
    await job.step((tx) => this.transfers.advance(tx, transfer.id, progress, changedAt));
    return { ...transfer, ...progress, stepStartedAt: null, problem: null, changedAt };
  }

  private async write(job: Job<unknown>, context: TransferContext, step: TransferStep) {
    // Committed before the call: whoever comes after a crash must know that a write may be on its way.
    const { id, stepStartedAt } = context.transfer;
    await job.step((tx) => this.transfers.beginStep(tx, id, new Date()));
    try {
      return await step.write(context);
    } catch (error) {
      // What a step throws by itself it throws before it writes.
      const isUnwritten = error instanceof RetryLater || error instanceof GiveUp || hasChangedNothing(error);
      if (stepStartedAt === null && isUnwritten && !job.signal.aborted)
        await job.step((tx) => this.transfers.forgetStep(tx, id));
      throw error;
    }
  }

  private async recordProblem(job: Job<unknown>, transfer: TransferRow, error: unknown): Promise<void> {
    const problem = error instanceof Error ? error.message : String(error);
    await job.step((tx) => this.transfers.recordProblem(tx, transfer.id, problem, new Date()));
  }
}

function awaitFirstWrite({ stepStartedAt }: TransferRow): void {
  if (!stepStartedAt) return;
  const waitMs = stepStartedAt.getTime() + secondWriteAfterMs - Date.now();
  if (waitMs > 0) throw new RetryLater('An earlier write may be on its way still', waitMs);
}

function lookSince(transfer: TransferRow): number | null {
  if (!transfer.stepStartedAt) return null;
  return Math.floor(transfer.stepStartedAt.getTime() / 1000) - clockSkewSeconds;
}
