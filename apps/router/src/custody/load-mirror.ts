import type { Job } from '@hub/bus';
import { Journal, type JournalLead } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import type { Target } from '../rule/facts.js';
import { isInsideHq } from '../rule/inside-hq.js';
import { MirrorRepository } from './mirror.repository.js';
import { RoutingRulesRepository } from '../rules/routing-rules.repository.js';
import { AskBranch } from './ask-branch.js';
import { isBranchReading } from './is-branch-reading.js';
import type { BranchSeen, HqSeen } from './decide-mirror.js';
import { isKnownSince, type HubMoves } from './is-known-since.js';
import { KnownNames } from './known-names.js';
import { outcomeOf } from './outcome-of.js';
import type { BranchLeg } from './leg.repository.js';

/** The branch lead of a leg as the journal has it. */
export interface SeenLead extends Pick<
  JournalLead,
  'version' | 'pipelineId' | 'statusId' | 'ownerId' | 'updatedAt' | 'tags'
> {
  seen: BranchSeen;
}

/** Reads what a mirror is decided by: from the journal, and what accounts call their fields and loss reasons. */
@Injectable()
export class LoadMirror {
  constructor(
    private readonly journal: Journal,
    private readonly names: KnownNames,
    private readonly rules: RoutingRulesRepository,
    private readonly mirrors: MirrorRepository,
    private readonly branch: AskBranch,
  ) {}

  /** What HQ shows of the leg so far, as the hub has written it. */
  written(legId: string): ReturnType<MirrorRepository['read']> {
    return this.mirrors.read(legId);
  }

  /**
   * Null while the journal has not seen the lead, or inside HQ only where it was before. Asks the branch for its loss reasons
   * when the lead has one.
   */
  async branchLead(leg: BranchLeg): Promise<SeenLead | null> {
    const { accountId } = leg.target;
    const lead = await this.journal.findLead(accountId, leg.branchLeadId);
    if (!lead || !(await this.isOfBranch(lead, leg))) return null;
    const { people, stages } = await this.journal.findNames(accountId);
    const { pipelineId, statusId, ownerId, updatedAt, lossReasonId, version, tags } = lead;
    const reasons = lossReasonId === null ? null : await this.names.lossReasons(accountId, lossReasonId);
    const lossReason = (lossReasonId !== null && reasons?.get(lossReasonId)) || null;
    const unreadReasonId = lossReason === null ? lossReasonId : null;
    // The journal reads stages and people once an hour: those that are new are asked for.
    const stage =
      stages.get(`${pipelineId}/${statusId}`) ||
      (lead.goneAt === null ? await this.names.stageName(accountId, pipelineId, statusId) : null);
    const owner =
      people.get(ownerId) || (lead.goneAt === null ? await this.names.userName(accountId, ownerId) : null);
    return {
      ...{ version, pipelineId, statusId, ownerId, updatedAt, tags },
      seen: { status: outcomeOf(lead), stage, owner, ownerId, price: lead.price, lossReason, unreadReasonId },
    };
  }

  /** As `AskBranch.isOutOfDate`. */
  isOutOfDate(job: Job<unknown>, leg: BranchLeg, lead: SeenLead): Promise<boolean> {
    return this.branch.isOutOfDate(job, leg, lead);
  }

  /** As `AskBranch.handedTo`. */
  handedTo(job: Job<unknown>, leg: BranchLeg, lead: SeenLead): Promise<Target> {
    return this.branch.handedTo(leg, lead, job.signal);
  }

  /** The HQ side. Its loss reasons are asked for only where the branch lead has one; `moves`: the hub's own. */
  async hqSide(leg: BranchLeg, { lossReason, status }: BranchSeen, moves: HubMoves): Promise<HqSeen> {
    const { hqAccountId, hqLeadId } = leg;
    const found = await this.journal.findLead(hqAccountId, hqLeadId);
    const lead = found && isKnownSince(found, moves) ? found : null;
    const reasons =
      lossReason === null ? new Map<number, string>() : await this.names.lossReasons(hqAccountId, lossReason);
    return {
      codes: await this.names.fieldCodes(hqAccountId),
      lossReasons: reasons && new Map([...reasons].map(([id, name]) => [name, id])),
      lead: lead && {
        pipelineId: lead.pipelineId,
        statusId: lead.statusId,
        isGone: lead.goneAt !== null,
      },
      countsAs: status === 'won' ? await this.mirrors.findCounting(leg.id) : null,
    };
  }

  private async isOfBranch(lead: JournalLead, leg: BranchLeg): Promise<boolean> {
    if (!isInsideHq(leg)) return true;
    const { intakePipelineId } = (await this.rules.getNewestOf(leg.hqAccountId)).rules;
    return isBranchReading(lead, {
      ...leg,
      ...{ handedAt: leg.changedAt, isEnded: leg.endedAt !== null, intakePipelineId },
    });
  }
}
