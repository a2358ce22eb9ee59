import { Bus, type Job } from '@hub/bus';
import type { CardChanged } from '@hub/contracts';
import { message } from '@hub/messages';
import { describeFailure, isRefusal } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { custodyConsumer, custodyWork, type CustodyWork } from '../custody/custody-work.js';
import { BeginEscalation } from './begin-escalation.js';
import { EscalationActs } from './escalation-acts.js';
import type { Place } from './escalation-act.js';
import { ReadEscalationSetting } from './escalation-setting.js';
import type { EscalationRow } from './escalation.entity.js';
import { EscalationRepository } from './escalation.repository.js';

/**
 * A branch gives a lead to HQ: the lead is in the pipeline for it → an escalation begins → the state of both leads is
 * judged (`decide-escalation.ts`) → the resulting acts are written. Its jobs have the key of the branch lead, as those
 * of the mirror, and run before it.
 */
@Injectable()
export class Escalate {
  constructor(
    private readonly bus: Bus,
    private readonly settings: ReadEscalationSetting,
    private readonly escalations: EscalationRepository,
    private readonly begin: BeginEscalation,
    private readonly acts: EscalationActs,
  ) {}

  /**
   * For a lead of any account. A change of an HQ card checks its branch lead. Throws what is to be retried, before
   * anything else is done about an escalated lead. A failure to learn whether an escalation begins, and a refusal of
   * amoCRM, is returned instead, so that it does not delay the mirror and a re-route.
   */
  async run(job: Job<CardChanged | CustodyWork>): Promise<{ failure: Error } | null> {
    if (!(await this.settings.findRules())) return null;
    const { accountId, entityId: leadId } = job.payload;
    const ofCard = await this.escalations.findLivingOfCard(accountId, leadId);
    if (ofCard) await this.wake(job, ofCard);
    const lead = { accountId, leadId };
    const living = await this.escalations.findLiving(lead);
    if (living) return this.bringOn(job, living);
    if (ofCard) return null;
    let begun: EscalationRow | null;
    try {
      begun = await this.begin.run(job, lead, placeInMessage(job.payload));
    } catch (failure) {
      if (job.signal.aborted) throw failure;
      return { failure: failure as Error };
    }
    return begun && this.bringOn(job, begun);
  }

  private async bringOn(job: Job<unknown>, row: EscalationRow): Promise<{ failure: Error } | null> {
    try {
      const setting = await this.settings.run(row.branchAccountId);
      if (setting) await this.acts.run(job, row, setting);
      else await this.sayNoPipeline(job, row);
      return null;
    } catch (error) {
      if (job.signal.aborted) throw error;
      const problem = describeFailure(error);
      await job.step((tx) => this.escalations.change(tx, row.id, { problem }));
      if (isRefusal(error)) return { failure: error as Error };
      throw error;
    }
  }

  /** Where HQ's pipeline is missing the escalation waits, with a problem for a person. */
  private async sayNoPipeline(job: Job<unknown>, row: EscalationRow): Promise<void> {
    const problem = message('failures.escalation-no-pipeline');
    if (row.problem?.key === problem.key || !(await this.settings.findRules())) return;
    await job.step((tx) => this.escalations.change(tx, row.id, { problem, changedAt: new Date() }));
  }

  private async wake(job: Job<unknown>, row: EscalationRow): Promise<void> {
    const { work, key } = custodyWork(row.branchAccountId, row.branchLeadId);
    await job.step((tx) =>
      this.bus.enqueue(tx, custodyConsumer, work, { key, correlationId: job.correlationId }),
    );
  }
}

/** The place of the lead before the change, as the message says. */
function placeInMessage(payload: CardChanged | CustodyWork): Place | null {
  if (!('before' in payload) || payload.entity !== 'lead' || !payload.before) return null;
  const { pipelineId, statusId } = payload.before;
  return { pipelineId, statusId };
}
