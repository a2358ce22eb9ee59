import { Bus, forEver, type Job } from '@hub/bus';
import type { AccountUsable } from '@hub/contracts';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { RouterTraces } from '../router-traces.js';
import { BringOn } from './bring-on.js';

/**
 * An account can be used again: leads that were refused because of it are judged again, and those that it had before it
 * was removed can be read again.
 */
@Injectable()
export class FollowAccount implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly on: BringOn,
    private readonly traces: RouterTraces,
  ) {}

  onModuleInit(): void {
    this.bus.consume<AccountUsable>({
      consumer: 'router.usable',
      subject: 'account.usable',
      concurrency: 1,
      again: { forMs: forEver },
      handle: (job) => this.follow(job),
    });
  }

  private async follow(job: Job<AccountUsable>): Promise<void> {
    await job.finish(async (tx) => {
      await this.traces.findAgain(tx, job.payload.accountId);
      await this.on.account(tx, job.payload.accountId, job.correlationId);
    });
  }
}
