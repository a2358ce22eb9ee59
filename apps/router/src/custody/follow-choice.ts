import type { Job } from '@hub/bus';
import { message } from '@hub/messages';
import { Injectable } from '@nestjs/common';
import type { LeadWork } from '../lead/lead-work.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { AskReRoute } from './ask-re-route.js';
import type { NextBranch } from './choose-branch.js';
import type { Hand } from './decide-hand.js';
import { GoOn } from './go-on.js';
import { hasLead, LegRepository } from './leg.repository.js';
import { ReadChoice } from './read-choice.js';
import { ReRouteRepository } from './re-route.repository.js';

/** «Филиал» changed by hand at HQ on a lead that was handed over, or that is in hand: the lead goes to that branch. */
@Injectable()
export class FollowChoice {
  constructor(
    private readonly choice: ReadChoice,
    private readonly legs: LegRepository,
    private readonly reRoutes: ReRouteRepository,
    private readonly ask: AskReRoute,
    private readonly next: GoOn,
  ) {}

  /** For a leg in the state `in-branch`. Reads the HQ lead, unless the hint is about the hub's own write. */
  async ofLeg(job: Job<LeadWork>, leg: TransferRow): Promise<void> {
    if (leg.state !== 'done' || leg.endedAt !== null || !hasLead(leg)) return;
    if (job.payload.action === 'delete' || isOwnWrite(job.payload, leg)) return;
    const choice = await this.choice.run(job, leg);
    if (choice === 'closed' || choice === null) return;
    const { shown, branch, verdict } = choice;
    if (verdict === 'remember') return job.step((tx) => this.legs.rememberShown(tx, leg.id, shown));
    if (verdict === 'none' || branch === null) return;
    if ((await this.reRoutes.findUnderWay(leg.id)) || (await this.reRoutes.wasKept(leg.id, branch.id)))
      return;
    const { correlationId } = job;
    const wanted = { ...why(branch), why: 're-routed', branchId: branch.id, correlationId } as const;
    const isAsked = await job.step(async (tx) => {
      const isAsked = await this.ask.run(tx, leg, wanted);
      if (isAsked) await this.legs.rememberShown(tx, leg.id, shown);
      return isAsked;
    });
    if (isAsked) job.log.info({ transferId: leg.id, branchId: branch.id }, 'another branch was chosen at HQ');
  }

  /**
   * For a trail that is in hand, or that HQ's people have taken on: a branch that a person names gets it. A lead that is closed
   * or gone, or that HQ works on itself, is in hand no longer, and one that is back in the intake is so again.
   */
  async inHand(job: Job<LeadWork>, leg: TransferRow): Promise<void> {
    const choice = await this.choice.run(job, leg);
    if (choice === 'closed') return job.step((tx) => this.legs.takeOffHand(tx, leg.trailId));
    if (choice === null) return;
    const { shown, branch, verdict, hand } = choice;
    if (verdict === 'remember') await job.step((tx) => this.legs.rememberShown(tx, leg.id, shown));
    if (verdict !== 'choose' || branch === null) return this.putWhereItIs(job, leg, hand);
    const about = { ...why(branch), correlationId: job.correlationId };
    const last = { ...leg, hqBranchName: shown };
    await job.step(async (tx) => {
      if (await this.next.run(tx, last, branch, about)) await this.legs.rememberShown(tx, leg.id, shown);
    });
  }

  private async putWhereItIs(job: Job<LeadWork>, leg: TransferRow, hand: Hand | null): Promise<void> {
    if (hand === 'in-hand' && leg.offHand !== null)
      return job.step((tx) => this.legs.putInHand(tx, leg.id, new Date()));
    if ((hand !== 'taken' && hand !== 'escalated') || leg.inHandSince === null) return;
    await job.step((tx) => this.legs.takeOffHand(tx, leg.trailId, offHand[hand]));
    job.log.info({ leadId: leg.hqLeadId, hand }, 'lead in hand is taken on by HQ');
  }
}

const offHand = {
  taken: message('custody.off-hand-taken'),
  escalated: message('custody.off-hand-escalated'),
};

const why = ({ name }: NextBranch) => ({ reason: message('custody.why-chosen', { branch: name }) });

/**
 * A hint of the second of the hub's own write, or of an earlier one, costs no read. What a person changes in that very second
 * is seen with the next change.
 */
function isOwnWrite({ changedAt = null }: LeadWork, { hqWroteAt }: TransferRow): boolean {
  return changedAt !== null && hqWroteAt !== null && changedAt <= hqWroteAt;
}
