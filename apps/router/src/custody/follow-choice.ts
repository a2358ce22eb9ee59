import type { Job } from '@hub/bus';
import { message } from '@hub/messages';
import { Injectable } from '@nestjs/common';
import type { LeadWork } from '../lead/lead-work.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { AskReRoute } from './ask-re-route.js';
import { ChangeLeaving } from './change-leaving.js';
import type { ShownChoice } from './decide-choice.js';
import type { Hand } from './decide-hand.js';
import { GoOn } from './go-on.js';
import { isKnownChange } from './is-known-change.js';
import { hasLead, LegRepository } from './leg.repository.js';
import { ReadChoice, type ListTried } from './read-choice.js';

/** «Филиал», or the place, changed by hand at HQ on a lead that was handed over, or that is in hand: the lead goes to that branch. */
@Injectable()
export class FollowChoice {
  constructor(
    private readonly choice: ReadChoice,
    private readonly legs: LegRepository,
    private readonly leaving: ChangeLeaving,
    private readonly ask: AskReRoute,
    private readonly next: GoOn,
  ) {}

  /** For a leg in the state `in-branch`. Reads the HQ lead, unless the hint is about a change that is known. */
  async ofLeg(job: Job<LeadWork>, leg: TransferRow): Promise<void> {
    if (leg.state !== 'done' || leg.endedAt !== null || !hasLead(leg)) return;
    if (job.payload.action === 'delete' || isKnownChange(job.payload.changedAt ?? null, leg)) return;
    const choice = await this.choice.run(job, leg, this.triedOf(leg));
    if (await this.leaving.run(job, leg, choice)) return;
    if (choice === 'closed' || choice === null) return;
    const { wanted, ...shown } = choice;
    if (!wanted) return this.keepShown(job, leg, shown);
    const { branch, why: reason } = wanted;
    const { correlationId } = job;
    const about = { reason, why: 're-routed', branchId: branch.id, correlationId } as const;
    const isAsked = await job.step(async (tx) => {
      const isAsked = await this.ask.run(tx, { ...leg, choiceReadAt: shown.readAt }, about);
      if (isAsked) await this.legs.keepShown(tx, leg.id, shown);
      return isAsked;
    });
    if (isAsked) job.log.info({ transferId: leg.id, branchId: branch.id }, 'another branch was chosen at HQ');
  }

  private triedOf({ trailId }: TransferRow): ListTried {
    return (isInHand) => (isInHand ? this.legs.listTried(trailId) : this.legs.listRejecting(trailId));
  }

  /** What was read is known from now on. */
  private async keepShown(job: Job<LeadWork>, leg: TransferRow, read: ShownChoice): Promise<void> {
    const isNew =
      read.shown !== undefined || read.place !== undefined || read.readAt > (leg.choiceReadAt ?? 0);
    const isWaiting = read.waitsFor !== undefined && read.waitsFor !== leg.wantedBranchId;
    if (isNew || isWaiting) await job.step((tx) => this.legs.keepShown(tx, leg.id, read));
  }

  /**
   * For a trail that is in hand, or that HQ's people have taken on: a branch that a person names gets it. A lead that is closed
   * or gone, or that HQ works on itself, is in hand no longer, and one that is back in the intake is so again. `given`: a
   * person has named one.
   */
  async inHand(job: Job<LeadWork>, leg: TransferRow): Promise<'given' | 'kept'> {
    const hand = await this.ofEnded(job, leg);
    if (hand === 'given') return hand;
    await this.putWhereItIs(job, leg, hand);
    return 'kept';
  }

  private async putWhereItIs(job: Job<LeadWork>, leg: TransferRow, hand: Hand | null): Promise<void> {
    if (hand === null) return;
    if (hand === 'closed') return job.step((tx) => this.legs.takeOffHand(tx, leg.trailId));
    if (hand === 'in-hand' && leg.offHand !== null)
      return job.step((tx) => this.legs.putInHand(tx, leg.id, new Date()));
    if (hand === 'in-hand' || leg.inHandSince === null) return;
    await job.step((tx) => this.legs.takeOffHand(tx, leg.trailId, offHand[hand]));
    job.log.info({ leadId: leg.hqLeadId, hand }, 'lead in hand is taken on by HQ');
  }

  /**
   * For a leg that has ended: a branch that a person names gets the lead (`given`), unless HQ has closed it by now; else what
   * people of HQ make of it.
   */
  async ofEnded(job: Job<LeadWork>, leg: TransferRow): Promise<Hand | 'given' | null> {
    const choice = await this.choice.run(job, leg, this.triedOf(leg));
    if (choice === 'closed' || choice === null) return choice;
    const { wanted, hand, ...shown } = choice;
    if (!wanted) {
      await this.keepShown(job, leg, shown);
      return hand;
    }
    const about = { reason: wanted.why, correlationId: job.correlationId };
    const known = { hqBranchName: shown.shown ?? leg.hqBranchName, hqPlace: shown.place ?? leg.hqPlace };
    await job.step(async (tx) => {
      if (await this.next.run(tx, { ...leg, ...known }, wanted.branch, about))
        await this.legs.keepShown(tx, leg.id, shown);
    });
    return 'given';
  }
}

const offHand = {
  taken: message('custody.off-hand-taken'),
  escalated: message('custody.off-hand-escalated'),
};
