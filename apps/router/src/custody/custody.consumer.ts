import { Bus, type Job } from '@hub/bus';
import type { CardChanged } from '@hub/contracts';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Escalate } from '../escalation/escalate.js';
import { custodyConsumer, type CustodyWork } from './custody-work.js';
import { FollowLeg } from './follow-leg.js';
import { LeaveBranch } from './leave-branch.js';
import { LegRepository } from './leg.repository.js';

/**
 * Handles a change of a branch lead in custody: mirrors it to the HQ lead, and ends the leg where the change ends it.
 */
@Injectable()
export class CustodyConsumer implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly legs: LegRepository,
    private readonly leave: LeaveBranch,
    private readonly follow: FollowLeg,
    private readonly escalate: Escalate,
  ) {}

  onModuleInit(): void {
    this.bus.consume<CardChanged | CustodyWork>({
      consumer: custodyConsumer,
      subject: 'card.changed',
      concurrency: 16,
      handle: async (job) => {
        await this.look(job);
        await this.reviveGivenUp(job);
      },
    });
  }

  /**
   * A re-route that is under way runs before the mirror: its next read may find that the lead was taken. Before both,
   * an escalation that the re-route ends is ended, so that its HQ card is in the stage from which the next leg takes
   * it. A refusal of one step blocks none of the others; that of a mirror is recorded, and the check tries it again.
   */
  private async look(job: Job<CardChanged | CustodyWork>): Promise<void> {
    const { accountId, entity, entityId } = job.payload;
    if (entity !== 'lead') return;
    const stopped = await this.escalate.run(job);
    for (const leg of await this.legs.listByBranchLead(accountId, entityId)) {
      await this.leave.run(job, leg);
      await this.follow.run(job, leg.id);
    }
    if (stopped) throw stopped.failure;
  }

  /** Work about the lead that was given up before has nothing left to do: none stays in the list of dead letters. */
  private async reviveGivenUp(job: Job<CardChanged | CustodyWork>): Promise<void> {
    const { accountId, entity } = job.payload;
    if (entity !== 'lead') return;
    const givenUp = await this.bus.givenUpOf(custodyConsumer, { accountId, key: job.key });
    if (givenUp.length > 0) await job.step((tx) => this.bus.reviveKeys(tx, custodyConsumer, [job.key]));
  }
}
