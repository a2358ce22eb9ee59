import { randomUUID } from 'node:crypto';
import { AccountRepository, BranchRepository } from '@hub/accounts';
import type { StageRef } from '@hub/contracts';
import { Journal, type JournalLead } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import { KnownNames } from '../custody/known-names.js';
import { LegRepository, type BranchLeg } from '../custody/leg.repository.js';
import { closingStatusIds } from '../rule/closing-status-ids.js';
import { sameStage } from '../rule/same-stage.js';
import { branchesOfLead } from './branches-of-lead.js';
import type { Act } from './escalation-act.js';
import type { EscalationRow } from './escalation.entity.js';
import { stagesBefore, takesLeads } from './stage-before.js';

/** Reads the facts of a branch lead that an escalation needs: its branch, its leg, and where it can go back to. */
@Injectable()
export class EscalationPlaces {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly branches: BranchRepository,
    private readonly legs: LegRepository,
    private readonly journal: Journal,
    private readonly names: KnownNames,
  ) {}

  /** Null: the account is no branch, or the lead is on its way to one. */
  async compose(
    seen: JournalLead,
    {
      hqAccountId,
      last,
      reportedPlace,
    }: { hqAccountId: string; last: EscalationRow | null; reportedPlace: StageRef | null },
  ): Promise<EscalationRow | null> {
    const { accountId, leadId, pipelineId } = seen;
    const account = await this.accounts.find(accountId);
    if (!account?.roles.includes('branch')) return null;
    const leg = await this.legOf(accountId, leadId);
    if (leg === 'leaves') return null;
    const history = await this.journal.listLeadHistory(accountId, leadId);
    const before = stagesBefore(pipelineId, { reportedPlace, history });
    const branches = branchesOfLead(await this.branches.listByAccount(accountId), {
      ...{ legBranchId: leg?.branchId ?? null, pipelineIdBefore: before[0]?.pipelineId ?? null },
    });
    const branch = branches.length === 1 ? branches[0] : null;
    // Names of several are no name of a branch, so that nobody takes one of them for chosen.
    const names = branches.map(({ name }) => name).join(' / ');
    const now = new Date();
    const id = randomUUID();
    return {
      ...{ id, legId: leg?.id ?? null, hqAccountId, branchAccountId: accountId },
      trailId: leg?.trailId ?? last?.trailId ?? id,
      ...{ branchLeadId: leadId, branchPipelineId: pipelineId },
      branchName: names || (leg?.branchName ?? account.name),
      branchFrom: (await this.lastOf(accountId, before)) ?? targetOf(leg?.target ?? branch ?? null),
      ...{
        hqLeadId: null,
        hqContactId: null,
        cardFrom: null,
        hqFirst: null,
        hqBack: null,
        hasClosedCard: false,
      },
      ...{ state: 'asked', endedAs: null, todo: [] },
      ...{
        actsDone: 0,
        stepStartedAt: null,
        stepWrittenAt: null,
        refusedAt: null,
        refusedBy: null,
        hqWroteAt: null,
        hqMovedAt: null,
        hqOwnerId: null,
      },
      ...{
        reportedPlace: null,
        reportedNoteId: null,
        seenBranch: seen.version,
        seenCard: 0,
        isInPipeline: true,
        client: null,
      },
      ...{ leftOut: [], problem: null, askedAt: now, deliveredAt: null, lateSince: null },
      ...{ acceptedAt: null, endedAt: null, endedWithAccount: false, mergedInto: null, changedAt: now },
    };
  }

  /**
   * Where else a lead goes back to whose place amoCRM refuses: at HQ the handed-over stage, in a branch its target. Null: there is
   * no other place, or the lead is closed by its move, or is on its way to HQ.
   */
  async findOther(
    { legId, cardFrom, branchAccountId, branchPipelineId, branchFrom }: EscalationRow,
    { side, to }: Extract<Act, { do: 'move' }>,
    handedOver: StageRef,
  ): Promise<StageRef | null> {
    if (closingStatusIds.includes(to.statusId)) return null;
    if (side === 'hq')
      return cardFrom && sameStage(to, cardFrom) && !sameStage(to, handedOver) ? handedOver : null;
    const leg = legId === null ? null : await this.legs.findById(legId);
    const [branch, ...others] = branchesOfLead(await this.branches.listByAccount(branchAccountId), {
      ...{ legBranchId: leg?.branchId ?? null, pipelineIdBefore: branchFrom?.pipelineId ?? null },
    });
    const target = targetOf(others.length === 0 ? (branch ?? null) : null);
    return target && !sameStage(to, target) && target.pipelineId !== branchPipelineId ? target : null;
  }

  /** The first of these stages in which a call can put a lead; null: there is none. */
  private async lastOf(accountId: string, before: readonly StageRef[]): Promise<StageRef | null> {
    const [last] = before;
    if (!last) return null;
    const pipelines = await this.names.pipelines(accountId, last.pipelineId, last.statusId);
    return before.find((stage) => takesLeads(pipelines, stage)) ?? null;
  }

  /** The leg of the lead; null: it has none, or another branch has its trail by now. */
  private async legOf(accountId: string, leadId: number): Promise<BranchLeg | 'leaves' | null> {
    const leg = (await this.legs.listByBranchLead(accountId, leadId)).at(-1);
    if (!leg) return null;
    const state = await this.legs.readState(leg);
    if (state.state === 'leaving' || state.state === 'on-way') return 'leaves';
    return state.state === 'in-branch' || state.isLast ? leg : null;
  }
}

function targetOf(target: { pipelineId: number | null; statusId: number | null } | null): StageRef | null {
  if (target?.pipelineId == null || target.statusId == null) return null;
  return { pipelineId: target.pipelineId, statusId: target.statusId };
}
