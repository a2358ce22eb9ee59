import type { Job } from '@hub/bus';
import { Injectable } from '@nestjs/common';
import type { LeadWork } from '../lead/lead-work.js';
import { BeginLeg } from './begin-leg.js';
import { ChooseBranch } from './choose-branch.js';
import { FollowChoice } from './follow-choice.js';
import { ResumeReopened } from './resume-reopened.js';
import { forRules } from './in-hand.repository.js';
import { LegRepository } from './leg.repository.js';

/**
 * Gives a lead in hand to a branch where one can have it now, or back to the one that has opened its former lead again. A
 * person's choice comes first, and a lead that a person moved or that vanished waits until a person asks to decide anew.
 */
@Injectable()
export class TryInHand {
  constructor(
    private readonly legs: LegRepository,
    private readonly choice: FollowChoice,
    private readonly choose: ChooseBranch,
    private readonly begin: BeginLeg,
    private readonly reopened: ResumeReopened,
  ) {}

  /** False: the trail of the lead is neither in hand, nor have people of HQ taken it off hand. */
  async run(job: Job<LeadWork>): Promise<boolean> {
    const { accountId, entityId: leadId } = job.payload;
    const leg = await this.legs.findLeft(accountId, leadId);
    if (!leg) return false;
    if (await this.reopened.ofTrail(job, leg)) return true;
    if (leg.offHand?.key === 'custody.off-hand-ignored') return true;
    if ((await this.choice.inHand(job, leg)) === 'given') return true;
    const still = await this.legs.findInHand(accountId, leadId);
    if (!still?.endedAs) return true;
    if (!forRules.includes(still.endedAs) && job.payload.isAsked !== true) return true;
    const chosen = await this.choose.run(job, still, null);
    if (!chosen) return true;
    const about = { correlationId: job.correlationId, now: new Date() };
    const branch = await job.step(async (tx) => {
      // An operator may have said meanwhile that nobody is to have it.
      if (!(await this.legs.lockInHand(tx, still.id))) return null;
      const branch = await this.choose.take(tx, still, chosen);
      if (branch) await this.begin.run(tx, still, branch, about);
      return branch;
    });
    if (branch) job.log.info({ leadId, branchId: branch.id }, 'lead in hand goes to a branch');
    return true;
  }
}
