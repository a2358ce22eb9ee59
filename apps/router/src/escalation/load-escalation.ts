import { Journal, type JournalLead } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import { AccountFacts } from '../account-facts.js';
import { KnownNames } from '../custody/known-names.js';
import { LegRepository } from '../custody/leg.repository.js';
import { outcomeOf } from '../custody/outcome-of.js';
import type { EscalationSeen } from './decide-escalation.js';
import { stagesOf, type EscalationSetting } from './escalation-setting.js';
import type { EscalationRow } from './escalation.entity.js';
import { isLeaving } from './is-leaving.js';
import { newOwner } from './new-owner.js';
import { seeCard, stageOf } from './see-card.js';

/** What an escalation is judged by, with the versions of the journal that say so. */
interface LoadedEscalation {
  seen: EscalationSeen;
  seenBranch: number;
  seenCard: number;
  /** Whose the card was before anybody at HQ accepts it; null: not known yet. */
  hqOwnerId: number | null;
}

/** Reads both leads of an escalation from the journal. */
@Injectable()
export class LoadEscalation {
  constructor(
    private readonly journal: Journal,
    private readonly legs: LegRepository,
    private readonly names: KnownNames,
    private readonly facts: AccountFacts,
  ) {}

  /**
   * As of now. Asks an account for its loss reasons when a lead of it was lost for one, and HQ whether the former owner of the
   * card is there when nothing but another one says that it was accepted.
   */
  async run(row: EscalationRow, setting: EscalationSetting, signal: AbortSignal): Promise<LoadedEscalation> {
    const branch = await this.journal.findLead(row.branchAccountId, row.branchLeadId);
    const known = row.hqLeadId === null ? null : await this.journal.findLead(row.hqAccountId, row.hqLeadId);
    const card = known && seeCard(known, row, stagesOf(row, setting));
    const read = card && known;
    const owner = read ? await this.newOwner(row, read.ownerId) : 'none';
    const isHeir = owner === 'by-person' && card?.at === 'first' && (await this.isOwnerGone(row, signal));
    const inside = branch === null || branch.pipelineId === row.branchPipelineId;
    const branchAt = branch && outcomeOf(branch);
    return {
      seen: {
        branch: branchAt === null || branchAt === 'open' ? (inside ? 'inside' : 'outside') : branchAt,
        ...{ branchPlace: branch && stageOf(branch), mergedInto: row.mergedInto },
        card,
        hasNewOwner: owner === 'by-person' && !isHeir,
        hasLateContact: branch !== null && hasLateContact(row, branch),
        isLeaving: await this.isLeaving(row),
        loss:
          branchAt === 'lost'
            ? await this.lossOf(row.branchAccountId, branch?.lossReasonId)
            : await this.lossOf(row.hqAccountId, read?.lossReasonId),
      },
      seenBranch: branch?.version ?? 0,
      // While the event of a new owner is missing, the next check reads again.
      seenCard: owner === 'unknown' ? row.seenCard : (read?.version ?? row.seenCard),
      hqOwnerId: (isHeir ? null : row.hqOwnerId) ?? read?.ownerId ?? null,
    };
  }

  private async isLeaving(row: EscalationRow): Promise<boolean> {
    const leg = row.legId === null ? null : await this.legs.findById(row.legId);
    if (!leg) return false;
    const state = await this.legs.readState(leg);
    return isLeaving(state, leg.endedAt, row.askedAt);
  }

  private async newOwner(row: EscalationRow, ownerId: number): Promise<ReturnType<typeof newOwner>> {
    const { hqAccountId, hqLeadId, hqOwnerId: before, askedAt: since } = row;
    if (hqLeadId === null || before === null || before === ownerId) return 'none';
    const history = await this.journal.listLeadHistory(hqAccountId, hqLeadId);
    return newOwner({ before, ownerId, since }, history);
  }

  /** amoCRM gives the leads of a removed user to another one, who has accepted nothing by that. */
  private async isOwnerGone(row: EscalationRow, signal: AbortSignal): Promise<boolean> {
    if (row.hqOwnerId === null || row.state !== 'delivered') return false;
    return (await this.facts.hasUserStill(row.hqAccountId, row.hqOwnerId, signal)) === false;
  }

  private async lossOf(accountId: string, id: number | null | undefined): Promise<string | null> {
    return id == null ? null : (await this.names.lossReasons(accountId, id))?.get(id) || null;
  }
}

/** Once for each change of the branch lead: its contact may be one that cannot be read. The HQ lead of a trail has its own. */
function hasLateContact(
  { legId, hqContactId, seenBranch }: EscalationRow,
  { mainContactId, version }: Pick<JournalLead, 'mainContactId' | 'version'>,
): boolean {
  return legId === null && hqContactId === null && mainContactId !== null && version > seenBranch;
}
