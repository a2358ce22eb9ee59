import type { Job } from '@hub/bus';
import { Injectable } from '@nestjs/common';
import { ReadCards } from '../absence/read-cards.js';
import type { LeadWork } from '../lead/lead-work.js';
import { textOf } from '../region/text-of.js';
import { RoutingRulesRepository } from '../rules/routing-rules.repository.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { isNewChoice } from './decide-choice.js';
import { decideEnded } from './decide-ended.js';
import { FollowChoice } from './follow-choice.js';
import { LegRepository } from './leg.repository.js';
import { MirrorRepository } from './mirror.repository.js';

/**
 * An open HQ lead in the handed-over stage that no branch has: people have opened it there again, or the rules leave it
 * there when its branch has lost it. It is in hand from now on, or goes to the branch that a person names.
 */
@Injectable()
export class FollowEnded {
  constructor(
    private readonly cards: ReadCards,
    private readonly legs: LegRepository,
    private readonly rules: RoutingRulesRepository,
    private readonly mirrors: MirrorRepository,
    private readonly choice: FollowChoice,
  ) {}

  /** For a lead that has just been judged, and that has no living leg. Reads nothing of a lead that never had one. */
  async run(job: Job<LeadWork>): Promise<void> {
    const { accountId, entityId: leadId, action } = job.payload;
    const last = action === 'delete' ? null : await this.legs.findLastEnded(accountId, leadId);
    if (!last?.endedAs) return;
    const { rules } = await this.rules.getNewestOf(accountId);
    const lead = await this.cards.of(job, accountId, { isInside: false }).findRecentLead(leadId);
    // The rules of its hand-over may have named another stage.
    const former = (await this.rules.findVersion(last.rulesVersion))?.rules ?? rules;
    const isHandedOver = [rules, former].some(
      ({ intakePipelineId, handedOverStatusId }) =>
        lead?.pipeline_id === intakePipelineId && lead.status_id === handedOverStatusId,
    );
    if (!lead || !isHandedOver) return;
    const verdict = decideEnded({ endedAs: last.endedAs, ...(await this.mirrors.readEnd(last)) });
    if (verdict === 'custody') return;
    if (verdict === 'in-hand') return this.putInHand(job, last);
    const shown = textOf(lead, rules.branchFieldId ?? null);
    if (isNewChoice({ shown, last: last.hqBranchName })) await this.choice.ofEnded(job, last);
  }

  private async putInHand(job: Job<LeadWork>, last: TransferRow): Promise<void> {
    const now = new Date();
    await job.step((tx) => this.legs.putInHand(tx, last.id, now));
    job.log.info({ leadId: last.hqLeadId, transferId: last.id }, 'lead is in hand again');
    await this.choice.inHand(job, { ...last, inHandSince: now });
  }
}
