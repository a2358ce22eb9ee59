import type { Job } from '@hub/bus';
import { message } from '@hub/messages';
import { Injectable } from '@nestjs/common';
import type { LeadWork } from '../lead/lead-work.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { AskReRoute } from './ask-re-route.js';
import type { NextBranch } from './choose-branch.js';
import { GoOn } from './go-on.js';
import { isKnownChange } from './is-known-change.js';
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

  /** For a leg in the state `in-branch`. Reads the HQ lead, unless the hint is about a change that is known. */
  async ofLeg(job: Job<LeadWork>, leg: TransferRow): Promise<void> {
    if (leg.state !== 'done' || leg.endedAt !== null || !hasLead(leg)) return;
    if (job.payload.action === 'delete' || isKnownChange(job.payload.changedAt ?? null, leg)) return;
    const choice = await this.choice.run(job, leg);
    if (choice === 'closed' || choice === null) return;
    const { shown, branch, verdict, readAt } = choice;
    if (verdict === 'remember') return this.keepRead(job, leg, { readAt, shown });
    if (verdict === 'none' || branch === null) return this.keepRead(job, leg, { readAt });
    if (await this.reRoutes.findUnderWay(leg.id)) return;
    if (await this.reRoutes.wasKept(leg.id, branch.id)) return this.keepRead(job, leg, { readAt });
    const { correlationId } = job;
    const wanted = { ...why(branch), why: 're-routed', branchId: branch.id, correlationId } as const;
    const isAsked = await job.step(async (tx) => {
      const isAsked = await this.ask.run(tx, leg, wanted);
      if (isAsked) await this.legs.keepChoiceRead(tx, leg.id, { readAt, shown });
      return isAsked;
    });
    if (isAsked) job.log.info({ transferId: leg.id, branchId: branch.id }, 'another branch was chosen at HQ');
  }

  /** What was read is known from now on, in the transaction of what is made of it. */
  private async keepRead(
    job: Job<LeadWork>,
    leg: TransferRow,
    read: { readAt: number; shown?: string | null },
  ): Promise<void> {
    if (read.shown === undefined && read.readAt <= (leg.choiceReadAt ?? 0)) return;
    await job.step((tx) => this.legs.keepChoiceRead(tx, leg.id, read));
  }

  /**
   * For a trail that is in hand: a branch that a person names gets it; a lead that is closed or gone is taken off the
   * list of leads in hand.
   */
  async inHand(job: Job<LeadWork>, leg: TransferRow): Promise<void> {
    const choice = await this.choice.run(job, leg);
    if (choice === 'closed') return job.step((tx) => this.legs.takeOffHand(tx, leg.trailId));
    if (choice === null) return;
    const { shown, branch, verdict } = choice;
    if (verdict === 'remember') return job.step((tx) => this.legs.rememberShown(tx, leg.id, shown));
    if (verdict === 'none' || branch === null) return;
    const about = { ...why(branch), correlationId: job.correlationId };
    const last = { ...leg, hqBranchName: shown };
    await job.step(async (tx) => {
      if (await this.next.run(tx, last, branch, about)) await this.legs.rememberShown(tx, leg.id, shown);
    });
  }
}

const why = ({ name }: NextBranch) => ({ reason: message('custody.why-chosen', { branch: name }) });
