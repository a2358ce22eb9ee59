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
import { usable, type NextBranch } from './choose-branch.js';
import { chooseByName } from './choose-by-name.js';
import { decideChoice } from './decide-choice.js';
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

  /** For a leg in the state `in-branch`. Reads the HQ lead, unless the hint is about the hub's own write. */
  async ofLeg(job: Job<LeadWork>, leg: TransferRow): Promise<void> {
    if (leg.state !== 'done' || leg.endedAt !== null || !hasLead(leg)) return;
    if (job.payload.action === 'delete' || isOwnWrite(job.payload, leg)) return;
    const choice = await this.choiceOf(job, leg);
    if (choice === 'closed' || choice === null) return;
    const { shown, branch, verdict } = choice;
    if (verdict === 'remember') return job.step((tx) => this.legs.rememberShown(tx, leg.id, shown));
    if (verdict === 'none' || branch === null) return;
    const { reRoutes, ask } = this.acts;
    if ((await reRoutes.findUnderWay(leg.id)) || (await reRoutes.wasKept(leg.id, branch.id))) return;
    const { correlationId } = job;
    const wanted = { ...why(branch), why: 're-routed', branchId: branch.id, correlationId } as const;
    const isAsked = await job.step(async (tx) => {
      const isAsked = await ask.run(tx, leg, wanted);
      if (isAsked) await this.legs.rememberShown(tx, leg.id, shown);
      return isAsked;
    });
    if (isAsked) job.log.info({ transferId: leg.id, branchId: branch.id }, 'another branch was chosen at HQ');
  }

  /**
   * For a trail that is in hand: a branch that a person names gets it; a lead that is closed or gone is taken off the
   * list of leads in hand.
   */
  async inHand(job: Job<LeadWork>, leg: TransferRow): Promise<void> {
    const choice = await this.choiceOf(job, leg);
    if (choice === 'closed') return job.step((tx) => this.legs.takeOffHand(tx, leg.trailId));
    if (choice === null) return;
    const { shown, branch, verdict } = choice;
    if (verdict === 'remember') return job.step((tx) => this.legs.rememberShown(tx, leg.id, shown));
    if (verdict === 'none' || branch === null) return;
    const about = { ...why(branch), correlationId: job.correlationId };
    const last = { ...leg, hqBranchName: shown };
    await job.step(async (tx) => {
      if (await this.acts.next.run(tx, last, branch, about)) await this.legs.rememberShown(tx, leg.id, shown);
    });
  }

  private async choiceOf(job: Job<LeadWork>, leg: TransferRow): Promise<Choice | 'closed' | null> {
    const { rules } = await this.rules.getNewestOf(leg.hqAccountId);
    const fieldId = rules.branchFieldId ?? null;
    const isInHand = leg.inHandSince !== null;
    if (fieldId === null && !isInHand) return null;
    const cards = this.cards.of(job, leg.hqAccountId, { isInside: false });
    const lead = await cards.findLead(leg.hqLeadId);
    if (!lead || isClosed(lead)) return 'closed';
    const { branches } = await this.routing.readSetting(rules);
    const shown = textOf(lead, fieldId);
    const named = chooseByName(shown, branches);
    const branch = usable(named ?? undefined, rules);
    const isOpen = isInHand && named !== null && !(await this.legs.listTried(leg.trailId)).has(named.id);
    const verdict = decideChoice({
      ...{ shown, last: leg.hqBranchName, isUsable: branch !== null, isOpen },
      ...{ branchId: named?.id ?? null, ownBranchId: leg.branchId },
    });
    return { shown, branch, verdict };
  }
}

/** What «Филиал» shows, the branch that can have the lead for it, and what is made of it. */
interface Choice {
  shown: string | null;
  branch: NextBranch | null;
  verdict: ReturnType<typeof decideChoice>;
}

const why = ({ name }: NextBranch) => ({ reason: message('custody.why-chosen', { branch: name }) });
const isClosed = ({ status_id }: AmoLead): boolean => closingStatusIds.includes(status_id);

/**
 * A hint of the second of the hub's own write, or of an earlier one, costs no read. What a person changes in that very second
 * is seen with the next change.
 */
function isOwnWrite({ changedAt = null }: LeadWork, { hqWroteAt }: TransferRow): boolean {
  return changedAt !== null && hqWroteAt !== null && changedAt <= hqWroteAt;
}
