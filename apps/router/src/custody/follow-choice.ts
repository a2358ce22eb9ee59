import type { AmoLead } from '@hub/amocrm';
import type { Job } from '@hub/bus';
import { message } from '@hub/messages';
import { Injectable } from '@nestjs/common';
import { ReadCards } from '../absence/read-cards.js';
import { LoadRouting } from '../lead/load-routing.js';
import type { LeadWork } from '../lead/lead-work.js';
import { closingStatusIds } from '../lead/route-lead.js';
import { textOf } from '../region/read-places.js';
import { RoutingRulesRepository } from '../rules/routing-rules.repository.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { isNamed } from '../transfer/what-stays.js';
import { usable, type NextBranch } from './choose-branch.js';
import { chooseByName } from './choose-by-name.js';
import { hasLead, LegRepository } from './leg.repository.js';
import { ReRouteActs } from './re-route-acts.js';

/** «Филиал» changed by hand at HQ on a lead that was handed over, or that is in hand: the lead goes to that branch. */
@Injectable()
export class FollowChoice {
  constructor(
    private readonly routing: LoadRouting,
    private readonly rules: RoutingRulesRepository,
    private readonly cards: ReadCards,
    private readonly legs: LegRepository,
    private readonly acts: ReRouteActs,
  ) {}

  /** A leg that its branch holds. Reads the HQ lead, unless the hint tells of the hub's own write. */
  async held(job: Job<LeadWork>, leg: TransferRow): Promise<void> {
    if (leg.state !== 'done' || !hasLead(leg)) return;
    if (job.payload.action === 'delete' || isOwnWrite(job.payload, leg)) return;
    const branch = await this.choiceOf(job, leg);
    if (branch === 'closed' || branch === null || branch.id === leg.branchId) return;
    const { reRoutes, ask } = this.acts;
    if ((await reRoutes.findUnderWay(leg.id)) || (await reRoutes.wasKept(leg.id, branch.id))) return;
    // The field still names a branch that had the lead, because HQ did not take the name of this one.
    const isStale =
      isNamed(leg.leftOut, 'leftOut.branch') && (await this.legs.listTried(leg.trailId)).has(branch.id);
    if (isStale) return;
    const reason = message('custody.why-chosen', { branch: branch.name });
    const wanted = {
      why: 're-routed',
      reason,
      branchId: branch.id,
      correlationId: job.correlationId,
    } as const;
    const isAsked = await job.step((tx) => ask.run(tx, leg, wanted));
    if (isAsked) job.log.info({ transferId: leg.id, branchId: branch.id }, 'another branch was chosen at HQ');
  }

  /** A trail that is in hand: a branch that a person names gets it; a lead that is closed or gone is nobody's any more. */
  async inHand(job: Job<LeadWork>, leg: TransferRow): Promise<void> {
    const branch = await this.choiceOf(job, leg);
    if (branch === 'closed') return job.step((tx) => this.legs.takeOffHand(tx, leg.trailId));
    if (branch === null || branch.id === leg.branchId) return;
    const about = { correlationId: job.correlationId, now: new Date() };
    await job.step((tx) => this.acts.next.run(tx, leg, branch, about));
  }

  private async choiceOf(job: Job<LeadWork>, leg: TransferRow): Promise<NextBranch | 'closed' | null> {
    const { rules } = await this.rules.getNewestOf(leg.hqAccountId);
    const fieldId = rules.branchFieldId ?? null;
    const isInHand = leg.inHandSince !== null;
    if (fieldId === null && !isInHand) return null;
    const cards = this.cards.of(job, leg.hqAccountId, { isInside: false });
    const lead = await cards.findLead(leg.hqLeadId);
    if (!lead || isClosed(lead)) return 'closed';
    const { branches } = await this.routing.readSetting(rules);
    const chosen = chooseByName(textOf(lead, fieldId), branches);
    return usable(chosen ?? undefined, leg.hqAccountId);
  }
}

const isClosed = ({ status_id }: AmoLead): boolean => closingStatusIds.includes(status_id);

/**
 * A hint of the second of the hub's own write, or of an earlier one, costs no read. What a person changes in that very second
 * is seen with the next change.
 */
function isOwnWrite({ changedAt = null }: LeadWork, { hqWroteAt }: TransferRow): boolean {
  return changedAt !== null && hqWroteAt !== null && changedAt <= hqWroteAt;
}
