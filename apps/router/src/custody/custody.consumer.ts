import { Bus, type Job } from '@hub/bus';
import type { CardChanged } from '@hub/contracts';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Escalate } from '../escalation/escalate.js';
import { custodyConsumer, type CustodyWork } from './custody-work.js';
import { FollowLeg } from './follow-leg.js';
import { LeaveBranch } from './leave-branch.js';
import { LegRepository } from './leg.repository.js';

/** A branch lead in custody has changed: what it says becomes the HQ lead's, and what ends its leg ends it. */
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
   * What is under way goes first: its next look may be the one that finds the lead taken. Before that an escalation
   * ends that the re-route puts an end to, so that its HQ card stands where the next leg takes it from. A refusal of
   * the one holds up none of the others; that of a mirror is recorded, and the check tries it again.
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
    if (givenUp.length > 0) await job.step((tx) => this.bus.hastenKeys(tx, custodyConsumer, [job.key]));
  }
}
