import { Bus, type Job } from '@hub/bus';
import type { CardChanged, StageRef } from '@hub/contracts';
import { Injectable } from '@nestjs/common';
import { custodyConsumer, custodyWork, type CustodyWork } from '../custody/custody-work.js';
import { BeginEscalation } from './begin-escalation.js';
import { BringEscalationOn } from './bring-escalation-on.js';
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
    private readonly on: BringEscalationOn,
  ) {}

  /**
   * For a lead of any account. A change of an HQ card checks its branch lead. Throws what is to be retried, before
   * anything else is done about an escalated lead. A failure to learn whether an escalation begins is returned instead,
   * so that it does not delay the mirror and a re-route.
   */
  async run(job: Job<CardChanged | CustodyWork>): Promise<{ failure: Error } | null> {
    if (!(await this.settings.findRules())) return null;
    const { accountId, entityId: leadId } = job.payload;
    const ofCard = await this.escalations.findLivingOfCard(accountId, leadId);
    if (ofCard) await this.wake(job, ofCard);
    const lead = { accountId, leadId };
    const living = await this.escalations.findLiving(lead);
    if (living) {
      await this.on.run(job, living);
      return null;
    }
    if (ofCard) return null;
    let begun: EscalationRow | null;
    try {
      begun = await this.begin.run(job, lead, stageInMessage(job.payload));
    } catch (failure) {
      if (job.signal.aborted) throw failure;
      return { failure: failure as Error };
    }
    if (begun) await this.on.run(job, begun);
    return null;
  }

  private async wake(job: Job<unknown>, row: EscalationRow): Promise<void> {
    const { work, key } = custodyWork(row.branchAccountId, row.branchLeadId);
    await job.step((tx) =>
      this.bus.enqueue(tx, custodyConsumer, work, { key, correlationId: job.correlationId }),
    );
  }
}

/** The place of the lead before the change, as the message says. */
function stageInMessage(payload: CardChanged | CustodyWork): StageRef | null {
  if (!('before' in payload) || payload.entity !== 'lead' || !payload.before) return null;
  const { pipelineId, statusId } = payload.before;
  return { pipelineId, statusId };
}
