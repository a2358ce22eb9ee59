import { normaliseRegion } from '@hub/accounts';
import type { Job } from '@hub/bus';
import { message } from '@hub/messages';
import { RetryLater } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { HastenLeads } from '../again/hasten-leads.js';
import { EscalationRepository } from '../escalation/escalation.repository.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { TransferRepository } from '../transfer/transfer.repository.js';
import { nextLeg } from './begin-leg.js';
import type { BranchLeg } from './leg.repository.js';
import { ReRouteRepository } from './re-route.repository.js';

/**
 * A branch has opened its former lead again while the trail was in hand: the trail goes on with that branch, as a leg that
 * has this lead. No second lead is made.
 */
@Injectable()
export class ResumeLeg {
  constructor(
    private readonly transfers: TransferRepository,
    private readonly reRoutes: ReRouteRepository,
    private readonly escalations: EscalationRepository,
    private readonly work: HastenLeads,
  ) {}

  /** `last`: the last leg of the trail, which has ended. */
  async run(job: Job<unknown>, last: TransferRow, former: BranchLeg): Promise<void> {
    await job.step((tx) => this.add(tx, job, last, former));
    this.log(job, former);
  }

  /** The leg `next`, which has made nothing yet, is cancelled for it. Returns it as it is then. */
  async insteadOf(job: Job<unknown>, next: TransferRow, former: BranchLeg): Promise<TransferRow> {
    const cancelReason = message('failures.lives-again', { branch: former.branchName });
    await job.step(async (tx) => {
      if (!(await this.transfers.cancel(tx, next.id, cancelReason, new Date())))
        throw new RetryLater(message('failures.transfer-changed'), 0);
      // A place that was corrected since stays a choice, as a branch that was named does.
      const known = { hqBranchName: knownShown(next), hqPlace: former.hqPlace };
      await this.add(tx, job, { ...next, ...known }, former);
    });
    this.log(job, former);
    return { ...next, state: 'cancelled', cancelReason };
  }

  private async add(
    tx: EntityManager,
    { correlationId }: Job<unknown>,
    before: TransferRow,
    former: BranchLeg,
  ): Promise<void> {
    const leg = resumedLeg(before, former, { correlationId, now: new Date() });
    await this.transfers.addResumed(tx, leg);
    await this.reRoutes.keepCause(tx, leg, former);
    await this.escalations.changeLeg(tx, former.id, leg.id);
    const lead = { accountId: leg.hqAccountId, leadId: leg.hqLeadId };
    await this.work.run(tx, [lead], { correlationId, isNew: true });
  }

  private log(job: Job<unknown>, { hqLeadId, branchId, branchLeadId }: BranchLeg): void {
    job.log.info({ leadId: hqLeadId, branchId, branchLeadId }, 'the former lead lives again');
  }
}

/**
 * What the hub knows of «Филиал», for the leg instead of this one. A branch that a person has named there stays a choice: it
 * gets the lead from the branch that has it, as ever.
 */
function knownShown({ hqBranchName, branchName }: TransferRow): string | null {
  const isNamed = normaliseRegion(hqBranchName ?? '') === normaliseRegion(branchName);
  return isNamed ? '' : hqBranchName;
}

/** Only HQ's side is left to be written: its note, «Филиал» and the transfer id. */
function resumedLeg(
  before: TransferRow,
  former: BranchLeg,
  { correlationId, now }: { correlationId: string; now: Date },
): TransferRow {
  const { branchLeadId, branchContactId, hqContactId, branchCompanyId, isJoined, branchKeptAt } = former;
  const branch = { id: former.branchId, name: former.branchName, target: former.target };
  const { rulesVersion, wantedBranchId, wantedSince } = before;
  const isForOwn = wantedBranchId === branch.id;
  return {
    ...nextLeg(before, branch, { correlationId, now, rulesVersion }),
    ...{ state: 'branch-tasked', branchLeadId, branchContactId, hqContactId, branchCompanyId },
    ...{ isJoined, branchKeptAt },
    // Another branch that a person has named still gets the lead as soon as it takes leads.
    ...(isForOwn ? {} : { wantedBranchId, wantedSince }),
  };
}
