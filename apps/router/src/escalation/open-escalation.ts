import { mainContactOf, type AmoLead } from '@hub/amocrm';
import { Injectable } from '@nestjs/common';
import { isHubsClosing } from '../custody/decide-mirror.js';
import { LegRepository } from '../custody/leg.repository.js';
import { MirrorRepository } from '../custody/mirror.repository.js';
import { closingStatusIds } from '../rule/closing-status-ids.js';
import { clientKeyOf } from './card-acts.js';
import { decideOpening, type KnownCard } from './decide-opening.js';
import type { EscalationContext } from './escalation-context.js';
import type { EscalationRow } from './escalation.entity.js';
import { EscalationRepository } from './escalation.repository.js';
import { FollowMergeInto } from './follow-merge-into.js';
import { reasonOf } from './reason-of.js';

/** Opens an escalation: the branch lead and the card that it has at HQ are read → what is to be written is decided and kept. */
@Injectable()
export class OpenEscalation {
  constructor(
    private readonly escalations: EscalationRepository,
    private readonly legs: LegRepository,
    private readonly mirrors: MirrorRepository,
    private readonly merge: FollowMergeInto,
  ) {}

  /** The escalation with what it has to write now; null: nothing is to be done, or a person has to do something first. */
  async run(context: EscalationContext, row: EscalationRow): Promise<EscalationRow | null> {
    const { job, setting } = context;
    const lead = await context.branch.findLead(row.branchLeadId);
    const reason = lead && reasonOf(lead);
    const found = reason === null ? null : await this.findCard(context, row);
    const isNewCard = lead !== null && reason !== null && found === null && row.legId === null;
    if (isNewCard && (await this.merge.run(context, row, lead))) return null;
    const opening = decideOpening(
      {
        branch:
          lead &&
          placeAmong(
            lead,
            setting.branchPipelines.map(({ id }) => id),
          ),
        ...{ reason, card: found?.card ?? null, from: row.branchFrom, branchName: row.branchName },
        link: context.branchLink(row.branchLeadId),
      },
      {
        ...{ handedOver: setting.handedOver, first: setting.first },
        intakePipelineId: setting.rules.intakePipelineId,
      },
    );
    const keep = async (change: Partial<EscalationRow>): Promise<EscalationRow | null> => {
      const isKept = await job.step((tx) => this.escalations.change(tx, row.id, change));
      return isKept ? { ...row, ...change } : null;
    };
    job.log.info({ escalationId: row.id, opening: opening.kind }, 'escalation opened');
    switch (opening.kind) {
      case 'drop':
        await job.step((tx) => this.escalations.drop(tx, row.id));
        return null;
      case 'blocked':
        await keep({ problem: opening.problem, hqLeadId: opening.cardId });
        return null;
      case 'return':
        return keep({ state: 'ending', endedAs: 'no-reason', todo: opening.acts, changedAt: new Date() });
      case 'open': {
        const { cardId: hqLeadId, cardFrom, acts: todo } = opening;
        const own = { hqContactId: found?.contactId ?? row.hqContactId, hqOwnerId: found?.ownerId ?? null };
        const { first: hqFirst, back: hqBack } = setting;
        const client = todo.some((act) => act.do === 'contact') ? await clientKeyOf(context) : null;
        return keep({
          ...own,
          hqLeadId,
          cardFrom,
          hqFirst,
          hqBack,
          todo,
          client,
          reportedPlace: hqFirst,
          problem: null,
        });
      }
    }
  }

  /**
   * The HQ lead of the trail, or the card of the escalation before; null: there is none, or another branch has given it
   * to HQ.
   */
  private async findCard(
    { hq }: EscalationContext,
    row: EscalationRow,
  ): Promise<{ card: KnownCard; contactId: number | null; ownerId: number } | null> {
    const leg = row.legId === null ? null : await this.legs.findById(row.legId);
    const before = await this.escalations.findBefore(row);
    const cardId = leg?.hqLeadId ?? before?.hqLeadId ?? null;
    if (cardId === null) return null;
    // Routing has given the made card to a branch since: it is the HQ lead of a trail that this branch lead is not in.
    if (!leg && (await this.legs.listTrail(row.hqAccountId, cardId)).length > 0) return null;
    const living = await this.escalations.findLivingOfCard(row.hqAccountId, cardId);
    if (living && living.id !== row.id) return null;
    const lead = await hq.findLead(cardId);
    if (!lead) return null;
    const contactId = mainContactOf(lead);
    const mirror = leg && (await this.mirrors.read(leg.id));
    const isHubs = leg ? isHubsClosing(mirror?.written ?? null, lead.status_id) : closedCard(before, lead);
    return {
      card: {
        ...{ leadId: cardId, isHubsClosing: isHubs, isOfTrail: leg !== null },
        place: { pipelineId: lead.pipeline_id, statusId: lead.status_id },
        hasContact: contactId !== null,
      },
      contactId,
      ownerId: lead.responsible_user_id,
    };
  }
}

/** Whether the hub closed the card at the end of that escalation, and no person has closed it again since. */
function closedCard(before: EscalationRow | null, { closed_at: closedAt }: AmoLead): boolean {
  if (!before?.hasClosedCard) return false;
  return closedAt === null || before.hqWroteAt === null || closedAt <= before.hqWroteAt;
}

function placeAmong(
  { pipeline_id: pipelineId, status_id: statusId, responsible_user_id: ownerId }: AmoLead,
  pipelineIds: readonly number[],
) {
  const isThere = pipelineIds.includes(pipelineId) && !closingStatusIds.includes(statusId);
  return isThere ? { place: { pipelineId, statusId }, ownerId } : null;
}
