import { Bus, type Job } from '@hub/bus';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { RouterTraces } from '../router-traces.js';

export const returnedConsumer = 'router.returned';
const everyMs = 5 * 60_000;

/**
 * Moves what is known of an account's leads to the account that it is now, where its announcement had no effect: a process of an
 * earlier version may have taken that.
 */
@Injectable()
export class FindReturned implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly traces: RouterTraces,
  ) {}

  onModuleInit(): void {
    const handle = (job: Job<unknown>) => job.finish((tx) => this.traces.findAgain(tx, null));
    this.bus.consume({ consumer: returnedConsumer, concurrency: 1, handle });
    this.bus.schedule({ consumer: returnedConsumer, when: { everyMs } });
  }
}
