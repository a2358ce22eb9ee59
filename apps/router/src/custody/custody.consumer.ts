import { Bus, type Job } from '@hub/bus';
import type { CardChanged } from '@hub/contracts';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { custodyConsumer, type CustodyWork } from './custody-work.js';
import { FollowLeg } from './follow-leg.js';

/** A branch lead in custody has changed: what it says becomes the HQ lead's, and what ends its leg ends it. */
@Injectable()
export class CustodyConsumer implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly leg: FollowLeg,
  ) {}

  onModuleInit(): void {
    this.bus.consume<CardChanged | CustodyWork>({
      consumer: custodyConsumer,
      subject: 'card.changed',
      concurrency: 16,
      handle: (job) => this.follow(job),
    });
  }

  private async follow(job: Job<CardChanged | CustodyWork>): Promise<void> {
    const { accountId, entity, entityId } = job.payload;
    if (entity === 'lead') await this.leg.run(job, accountId, entityId);
  }
}
