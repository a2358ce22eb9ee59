import { Journal } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import { KnownNames } from '../custody/known-names.js';
import { LegRepository } from '../custody/leg.repository.js';
import type { EscalationSeen } from './decide-escalation.js';
import type { EscalationSetting } from './escalation-setting.js';
import type { EscalationRow } from './escalation.entity.js';
import { closedAs, placeOf, seeCard } from './see-card.js';

/** What an escalation is judged by, with the versions of the journal that say so. */
interface LoadedEscalation {
  seen: EscalationSeen;
  seenBranch: number;
  seenCard: number;
  cardOwnerId: number | null;
}

/** Reads both leads of an escalation from the journal. */
@Injectable()
export class LoadEscalation {
  constructor(
    private readonly journal: Journal,
    private readonly legs: LegRepository,
    private readonly names: KnownNames,
  ) {}

  /** As of now. Asks an account for its loss reasons when a lead of it was lost for one. */
  async run(row: EscalationRow, setting: EscalationSetting): Promise<LoadedEscalation> {
    const branch = await this.journal.findLead(row.branchAccountId, row.branchLeadId);
    const known = row.hqLeadId === null ? null : await this.journal.findLead(row.hqAccountId, row.hqLeadId);
    const card = known && seeCard(known, row, setting);
    const read = card && known;
    const inside = branch === null || branch.pipelineId === row.branchPipelineId;
    const branchAt = branch && closedAs(branch);
    return {
      seen: {
        branch: branchAt ?? (inside ? 'inside' : 'outside'),
        branchPlace: branch && placeOf(branch),
        card,
        hasNewOwner: read !== null && (await this.hasNewOwner(row, read.ownerId)),
        isLeaving: row.legId !== null && (await this.isLeaving(row.legId)),
        loss:
          branchAt === 'lost'
            ? await this.lossOf(row.branchAccountId, branch?.lossReasonId)
            : await this.lossOf(row.hqAccountId, read?.lossReasonId),
      },
      seenBranch: branch?.version ?? 0,
      seenCard: read?.version ?? row.seenCard,
      cardOwnerId: read?.ownerId ?? null,
    };
  }

  private async isLeaving(legId: string): Promise<boolean> {
    const leg = await this.legs.findById(legId);
    if (!leg) return false;
    const state = await this.legs.readState(leg);
    return state.state === 'leaving' || (state.state === 'ended' && leavingEnds.includes(state.as));
  }

  /** A robot that changes the owner accepts nothing. */
  private async hasNewOwner(
    { hqAccountId, hqLeadId, hqOwnerId }: EscalationRow,
    ownerId: number,
  ): Promise<boolean> {
    if (hqLeadId === null || hqOwnerId === null || ownerId === hqOwnerId) return false;
    const history = await this.journal.listLeadHistory(hqAccountId, hqLeadId);
    const given = history.findLast(
      (event) => event.type === 'entity_responsible_changed' && event.ownerId === ownerId,
    );
    return given?.authorId !== 0;
  }

  private async lossOf(accountId: string, id: number | null | undefined): Promise<string | null> {
    return id == null ? null : ((await this.names.lossReasons(accountId)).get(id) ?? null);
  }
}

const leavingEnds: readonly string[] = ['re-routed', 'rejected', 'not-taken'];
