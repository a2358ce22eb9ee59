import type { Job } from '@hub/bus';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { HastenLeads } from '../again/hasten-leads.js';
import { isInsideHq } from '../rule/inside-hq.js';
import { decideCustody } from './decide-custody.js';
import { isShown } from './is-shown.js';
import { LegRepository, type BranchLeg } from './leg.repository.js';
import { LoadMirror } from './load-mirror.js';
import { MirrorLeg } from './mirror-leg.js';
import { ApplyLegDecision } from './apply-leg-decision.js';

/** A branch lead may have changed: its leg is read → its next state is decided → the HQ lead is mirrored. */
@Injectable()
export class FollowLeg {
  constructor(
    private readonly legs: LegRepository,
    private readonly load: LoadMirror,
    private readonly mirror: MirrorLeg,
    private readonly apply: ApplyLegDecision,
    private readonly work: HastenLeads,
  ) {}

  /** Does nothing for a leg on its way still, or whose present state is mirrored. */
  async run(job: Job<unknown>, legId: string): Promise<void> {
    const leg = await this.legs.findById(legId);
    if (!leg) return;
    const state = await this.legs.readState(leg);
    const branch = state.state === 'on-way' ? null : await this.load.branchLead(leg);
    const { seenVersion, stepStartedAt, isRejectionOpen } = await this.load.written(leg.id);
    const isToDo = stepStartedAt !== null || isRejectionOpen;
    if (!branch || (branch.version <= seenVersion && !isToDo)) return;
    if (await this.load.isOutOfDate(job, leg, branch)) return;
    const decision = decideCustody(state, { kind: 'seen', lead: branch.seen.status });
    if (decision.kind === 'resume') return this.resume(job, leg);
    const isForeign = state.state === 'leaving' && (await this.legs.isForeign(leg));
    if (!isShown(state, decision.kind, { isOpen: branch.seen.status === 'open', isForeign })) return;
    const outcome = await this.apply.plan(leg, state, branch, decision);
    const { correlationId } = job;
    const seen = { branch, isRejectionRead: outcome.rejection?.kind !== 'not-read' };
    await this.mirror.run(job, leg, seen, async (tx, now) => {
      await this.apply.run(tx, leg, outcome, { correlationId, now });
      // The journal may show the HQ lead closed still, which is open again and has to be in hand.
      if (decision.kind === 'end' && decision.as === 'gone' && !isInsideHq(leg))
        await this.enqueueHqLead(tx, job, leg);
    });
    if (decision.kind !== 'stay') job.log.info({ transferId: leg.id, decision }, 'leg of custody changed');
  }

  /** The work about the HQ lead reads the branch lead and goes on with it: the journal may show what was before its closing. */
  private async resume(job: Job<unknown>, leg: BranchLeg): Promise<void> {
    if (!isInsideHq(leg)) await job.step((tx) => this.enqueueHqLead(tx, job, leg));
  }

  private async enqueueHqLead(tx: EntityManager, job: Job<unknown>, leg: BranchLeg): Promise<void> {
    const lead = { accountId: leg.hqAccountId, leadId: leg.hqLeadId };
    // Work that runs already may have read before this.
    await this.work.run(tx, [lead], { correlationId: job.correlationId, isNew: true });
  }
}
