import type { Job } from '@hub/bus';
import type { StageRef } from '@hub/contracts';
import { Injectable } from '@nestjs/common';
import { ReadCards } from '../absence/read-cards.js';
import { AccountFacts } from '../account-facts.js';
import { closingStatusIds } from '../rule/closing-status-ids.js';
import type { Target } from '../rule/facts.js';
import { isTakenByOwner } from './decide-leaving.js';
import type { BranchSeen } from './decide-mirror.js';
import { isOutOfDate } from './is-out-of-date.js';
import type { BranchLeg } from './leg.repository.js';

/** Asks a branch account what the journal alone does not say of a branch lead. */
@Injectable()
export class AskBranch {
  constructor(
    private readonly cards: ReadCards,
    private readonly facts: AccountFacts,
  ) {}

  /** Whether the branch lead was read open after it was as the journal shows it. Reads it only where the seconds do not say. */
  async isOutOfDate(
    job: Job<unknown>,
    leg: BranchLeg,
    { seen, updatedAt }: { seen: BranchSeen; updatedAt: number },
  ): Promise<boolean> {
    const verdict = isOutOfDate(seen.status, updatedAt, leg.branchKeptAt);
    if (verdict !== 'unclear') return verdict === 'yes';
    const lead = await this.cards
      .of(job, leg.target.accountId, { isInside: false })
      .findLead(leg.branchLeadId);
    return lead !== null && !closingStatusIds.includes(lead.status_id);
  }

  /**
   * The target by which it is seen whether somebody has taken the lead. Where its owner is gone from the account it has the
   * owner of the lead: amoCRM gives the leads of a removed user to another one, which is nobody's taking. Asks only where
   * the lead differs from the target by its owner alone; while users may not be read, the target stays as it is.
   */
  async handedTo(
    { target }: BranchLeg,
    lead: StageRef & { ownerId: number },
    signal: AbortSignal,
  ): Promise<Target> {
    if (target.ownerId === null || !isTakenByOwner(lead, target)) return target;
    const isThere = await this.facts.hasUserStill(target.accountId, target.ownerId, signal);
    return isThere === false ? { ...target, ownerId: lead.ownerId } : target;
  }
}
