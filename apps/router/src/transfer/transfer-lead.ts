import {
  AmoClients,
  GateFull,
  latestAfterRead,
  latestLeaveMs,
  leavingBefore,
  safeWrite,
  type Intent,
} from '@hub/amocrm';
import type { Job } from '@hub/bus';
import type { TransferState } from '@hub/contracts';
import { describeFailure } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { companyLinkStep, companyStep, hasCompanyLeft } from './company-steps.js';
import { mayHaveBranchLead } from './decide-transfer-again.js';
import { firstStep } from './first-step.js';
import { handOverStep } from './hand-over-step.js';
import { findTakenOver } from './is-taken-over.js';
import { lateContactStep, lateLinkStep } from './late-contact-steps.js';
import { leadStep } from './lead-step.js';
import { branchNoteStep, hqNoteStep } from './note-steps.js';
import { moveStep } from './move-step.js';
import { insideTaskStep, ownerTaskStep } from './owner-task-step.js';
import { RecordStep } from './record-step.js';
import { TargetTroubles } from './target-troubles.js';
import { isInsideHq } from '../rule/inside-hq.js';
import { TransferContexts, type OpenContext, type TransferContext } from './transfer-context.js';
import type { StepResult, TransferStep } from './transfer-step.js';
import type { TransferRow } from './transfer.entity.js';
import { TransferRepository, type TransferProgress } from './transfer.repository.js';
import { gapBegin } from './write-hq-lead.js';

/**
 * The states of a transfer, each with the step that leads out of it:
 *
 *        ┌───────────────contact and lead in one call──────────────┐
 *     decided ─contact─► contact-ready ─lead─► lead-created ───────┼──────────────note──────────────► branch-noted
 *        │                      │                   └─company─► company-ready ─link─► company-linked ─note─┘
 *        ├──◄──contact gone─────┤
 *        └──────────────────────┴─► cancelled: by a person, or because the lead is not to be handed over any more
 *
 *     branch-noted ─task─► branch-tasked ─note─► hq-noted ─move─► done
 *
 *     decided ─move─► branch-noted ─task─► done                   where the branch is a pipeline of the HQ account
 *
 *     contact-ready ─(people have deleted or merged away the contact)─► decided; contact-late-ready likewise ─► contact-late
 *
 *     done ─(the lead had no contact that could be read, and has one now)─► contact-late ─contact─► contact-late-ready ─link─► done
 *     beside the leg, as `lateContact` of a transfer that stays done (`CarryLateContact`)
 *
 * A state is what is known to be in amoCRM. Each step is a safe write, whose intent is stored in the transfer: a run
 * that finds a begun step (a retry, or another process after a crash) searches for what that step may have written
 * before it writes again.
 */
const steps: Record<Exclude<TransferState, 'done' | 'cancelled'>, TransferStep> = {
  decided: firstStep,
  'contact-ready': leadStep,
  'lead-created': branchNoteStep,
  'company-ready': companyLinkStep,
  'company-linked': branchNoteStep,
  'branch-noted': ownerTaskStep,
  'branch-tasked': hqNoteStep,
  'hq-noted': handOverStep,
  'contact-late': lateContactStep,
  'contact-late-ready': lateLinkStep,
};

/** A branch inside HQ has the HQ lead itself. */
const insideSteps: Partial<Record<TransferState, TransferStep>> = {
  decided: moveStep,
  'branch-noted': insideTaskStep,
};

/** Carries a transfer from the state it is in to `done`. */
@Injectable()
export class TransferLead {
  constructor(
    private readonly contexts: TransferContexts,
    private readonly transfers: TransferRepository,
    private readonly steps: RecordStep,
    private readonly clients: AmoClients,
    private readonly troubles: TargetTroubles,
  ) {}

  /**
   * The transfer at its end. Throws what a step throws, after recording it on the transfer; the job's next attempt goes
   * on from there.
   */
  async run(job: Job<unknown>, begun: TransferRow): Promise<TransferRow> {
    let transfer = begun;
    try {
      for (let step = stepOf(transfer); step; step = stepOf(transfer))
        transfer = await this.goThrough(job, transfer, step);
      return transfer;
    } catch (error) {
      if (job.signal.aborted) throw error;
      const judged = await this.troubles.judge(job, transfer, error);
      await this.recordProblem(job, transfer, judged);
      throw judged;
    }
  }

  /** Takes all steps that write to one account while it is in one of the account's places. */
  private async goThrough(
    job: Job<unknown>,
    begun: TransferRow,
    { side }: TransferStep,
  ): Promise<TransferRow> {
    const { accountId } = begun.target;
    // All branches share the HQ account: while it answers, its budget alone decides who waits.
    const place = side === 'branch' ? { accountId } : { accountId: begun.hqAccountId, places: Infinity };
    return this.clients.gate.pass({ ...place, line: 'router.lead', job: job.key }, async () => {
      let transfer = begun;
      let opened: OpenContext | undefined;
      for (let step = stepOf(transfer); step?.side === side; step = stepOf(transfer)) {
        if (transfer.target.accountId !== accountId) break;
        // In the branch a transfer with a lead keeps its target. The step that moves the HQ lead goes by the rules of
        // its own moment.
        const kept: OpenContext | undefined =
          side === 'branch' && mayHaveBranchLead(transfer) ? opened : undefined;
        opened = kept ? { ...kept, transfer } : await this.contexts.open(transfer, job, side);
        transfer = await this.advance(job, transfer, { step, opened });
        job.log.info({ transferId: transfer.id, state: transfer.state }, 'transfer advanced');
      }
      return transfer;
    });
  }

  /** Takes the step, unless the transfer has to go to another account. */
  private async advance(
    job: Job<unknown>,
    begun: TransferRow,
    { step, opened }: { step: TransferStep; opened: OpenContext },
  ): Promise<TransferRow> {
    const { transfer } = opened;
    const context = { ...opened, listFormer: () => this.transfers.listFormer(transfer) };
    if (transfer.state !== begun.state || transfer.target.accountId !== begun.target.accountId)
      return transfer;
    const own = {
      accountId: transfer.target.accountId,
      transferId: transfer.id,
      terms: (await step.contactTerms?.(context)) ?? [],
    };
    const readAt = new Date();
    const others = await this.steps.readOthers(own, readAt);
    const makesLead = transfer.stepMakesLead || step.makesLead?.(context) === true;
    const made = await safeWrite<StepResult>(
      {
        intent: intentOf(transfer),
        find: (since) => step.find(context, since, others),
        keep: async (intent) => {
          const begun = intent && { ...intent, makesLead, ...(await gapOf(context, step)) };
          await this.steps.keep(job, { transfer, own }, begun, readAt);
        },
        write: (begunAt) =>
          step.write(inTime(context, step, { terms: own.terms, begunAt, readAt, attempt: job.attempt })),
        record: async (made) => {
          // Inside HQ every branch has the HQ lead itself, moved to it anew: it takes over nothing of the one before.
          const mayTakeOver = made.branchLeadId != null && !isInsideHq(transfer);
          const former = mayTakeOver ? findTakenOver(await context.listFormer(), made.branchLeadId) : null;
          await this.steps.advance(job, transfer, { own, former }, made);
        },
      },
      () => new Date(),
    );
    return {
      ...transfer,
      ...progressOf(made),
      stepStartedAt: null,
      stepWrittenAt: null,
      stepMakesLead: false,
      problem: null,
    };
  }

  /** That another job has the place says less than the problem that delayed this one before. */
  private async recordProblem(job: Job<unknown>, transfer: TransferRow, error: unknown): Promise<void> {
    if (error instanceof GateFull && transfer.problem !== null) return;
    const problem = describeFailure(error);
    await job.step((tx) => this.transfers.recordProblem(tx, transfer, problem));
  }
}

/**
 * How long after a step began to read an HQ lead its write may leave, at the first attempt: what a person changes in
 * between is overwritten.
 */
const freshMs = 5_000;

/** Where the gap begins in which the write may replace what people change: it is closed when the write is known. */
async function gapOf(
  { transfer, findHqLead }: TransferContext,
  { replacesReadValues }: TransferStep,
): Promise<Pick<TransferProgress, 'choiceGap'>> {
  const read = replacesReadValues ? await findHqLead() : null;
  return read ? { choiceGap: { after: gapBegin(transfer, read), until: read.updated_at } } : {};
}

/** The context with calls that do not leave when what they go by is too old. */
function inTime(
  context: TransferContext,
  step: TransferStep,
  about: { terms: readonly string[]; begunAt: Date; readAt: Date; attempt: number },
): TransferContext {
  const { terms, begunAt, readAt, attempt } = about;
  // Another transfer takes the contact's intent over when it is old.
  const isShared = terms.length > 0;
  const takenOverAt = new Date(begunAt.getTime() + latestLeaveMs);
  const branch = isShared ? leavingBefore(context.branch, takenOverAt) : context.branch;
  const latest = latestAfterRead(readAt, freshMs, attempt);
  const hq = step.replacesReadValues ? leavingBefore(context.hq, latest) : context.hq;
  return { ...context, branch, hq };
}

function progressOf({ hqWrite: _, ...progress }: StepResult): TransferProgress {
  return progress;
}

/** The step that leads out of the state, or null at the end. A lead without a company has no step for one. */
function stepOf(transfer: TransferRow): TransferStep | null {
  const { state } = transfer;
  if (isInsideHq(transfer)) return insideSteps[state] ?? null;
  if (state === 'lead-created' && hasCompanyLeft(transfer)) return companyStep;
  return state === 'done' || state === 'cancelled' ? null : steps[state];
}

function intentOf({ stepStartedAt, stepWrittenAt }: TransferRow): Intent | null {
  return stepStartedAt && { firstAt: stepStartedAt, lastAt: stepWrittenAt ?? stepStartedAt };
}
