import { Bus, type Job } from '@hub/bus';
import type { CardChanged } from '@hub/contracts';
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
 * A branch gives a lead to HQ: the lead stands in the pipeline for it → an escalation is begun → what both leads show is judged
 * (`decide-escalation.ts`) → what follows is written. Runs in the order of the branch lead's card, as the mirror does, and before it.
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
   * For a lead of any account. A change of an HQ card is a look at its branch lead. Throws what is to be tried again, before
   * anything else is done about a lead that HQ has. What keeps the hub from learning whether one begins, and what amoCRM
   * refuses, is given back instead: it shall not hold up the mirror and a re-route.
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
      await this.acts.run(job, row);
      return null;
    } catch (error) {
      if (job.signal.aborted) throw error;
      const problem = describeFailure(error);
      await job.step((tx) => this.escalations.change(tx, row.id, { problem }));
      if (isRefusal(error)) return { failure: error as Error };
      throw error;
    }
  }

  private async wake(job: Job<unknown>, row: EscalationRow): Promise<void> {
    const { work, key } = custodyWork(row.branchAccountId, row.branchLeadId);
    await job.step((tx) =>
      this.bus.enqueue(tx, custodyConsumer, work, { key, correlationId: job.correlationId }),
    );
  }
}

/** Where the message says that the lead stood. */
function placeInMessage(payload: CardChanged | CustodyWork): Place | null {
  if (!('before' in payload) || payload.entity !== 'lead' || !payload.before) return null;
  const { pipelineId, statusId } = payload.before;
  return { pipelineId, statusId };
}
