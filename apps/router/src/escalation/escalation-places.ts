import { randomUUID } from 'node:crypto';
import { AccountRepository, BranchRepository } from '@hub/accounts';
import type { StageRef } from '@hub/contracts';
import { Journal, type JournalLead } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import { LegRepository, type BranchLeg } from '../custody/leg.repository.js';
import { branchesOfLead } from './branches-of-lead.js';
import { ReadEscalationSetting } from './escalation-setting.js';
import type { EscalationRow } from './escalation.entity.js';
import { stageBefore } from './stage-before.js';

/** Reads the facts of a branch lead that an escalation needs: its branch, its leg, and its stage before. */
@Injectable()
export class EscalationPlaces {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly branches: BranchRepository,
    private readonly legs: LegRepository,
    private readonly journal: Journal,
    private readonly settings: ReadEscalationSetting,
  ) {}

  /** Null: the account is no branch, or the lead is on its way to one. */
  async compose(
    seen: JournalLead,
    { last, reportedPlace }: { last: EscalationRow | null; reportedPlace: StageRef | null },
  ): Promise<EscalationRow | null> {
    const { accountId, leadId, pipelineId } = seen;
    const [account, rules] = [await this.accounts.find(accountId), await this.settings.findRules()];
    if (!rules || !account?.roles.includes('branch')) return null;
    const leg = await this.legOf(accountId, leadId);
    if (leg === 'leaves') return null;
    const history = await this.journal.listLeadHistory(accountId, leadId);
    const from = (otherwise: StageRef | null) =>
      stageBefore(pipelineId, { reportedPlace, history, otherwise });
    const branches = branchesOfLead(await this.branches.listByAccount(accountId), {
      ...{ legBranchId: leg?.branchId ?? null, pipelineIdBefore: from(null)?.pipelineId ?? null },
    });
    const branch = branches.length === 1 ? branches[0] : null;
    // Names of several are no name of a branch, so that nobody takes one of them for chosen.
    const names = branches.map(({ name }) => name).join(' / ');
    const now = new Date();
    const id = randomUUID();
    return {
      ...{ id, legId: leg?.id ?? null, hqAccountId: rules.hqAccountId, branchAccountId: accountId },
      trailId: leg?.trailId ?? last?.trailId ?? id,
      ...{ branchLeadId: leadId, branchPipelineId: pipelineId },
      branchName: names || (leg?.branchName ?? account.name),
      branchFrom: from(targetOf(leg?.target ?? branch ?? null)),
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
