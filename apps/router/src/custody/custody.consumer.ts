import { Bus, forEver, type Job } from '@hub/bus';
import type { CardChanged } from '@hub/contracts';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Escalate } from '../escalation/escalate.js';
import { custodyConsumer, type CustodyWork } from './custody-work.js';
import { FollowMerge } from './follow-merge.js';
import { FollowLeg } from './follow-leg.js';
import { TryLeaving } from './try-leaving.js';

/**
 * Handles a change of a branch lead in custody: mirrors it to the HQ lead, and ends the leg where the change ends it.
 */
@Injectable()
export class CustodyConsumer implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly leave: TryLeaving,
    private readonly followLeg: FollowLeg,
    private readonly escalate: Escalate,
    private readonly merge: FollowMerge,
  ) {}

  onModuleInit(): void {
    this.bus.consume<CardChanged | CustodyWork>({
      consumer: custodyConsumer,
      subject: 'card.changed',
      concurrency: 64,
      again: { forMs: forEver },
      handle: async (job) => {
        if (job.payload.entity !== 'lead') return;
        await this.follow(job);
        await this.bus.reviveGivenUp(custodyConsumer, job);
      },
    });
  }

  /**
   * A re-route that is under way runs before the mirror: its next read may find that the lead was taken. Before both,
   * an escalation that the re-route ends is ended, so that its HQ card is in the stage from which the next leg takes
   * it. A refusal of one step blocks none of the others and no later work: it is recorded, and the check tries it again.
   */
  private async follow(job: Job<CardChanged | CustodyWork>): Promise<void> {
    const { accountId, entityId } = job.payload;
    const stopped = await this.escalate.run(job);
    for (const leg of await this.merge.listLegs(job, { accountId, leadId: entityId })) {
      await this.leave.run(job, leg);
      await this.followLeg.run(job, leg.id);
    }
    if (stopped) throw stopped.failure;
  }
}
