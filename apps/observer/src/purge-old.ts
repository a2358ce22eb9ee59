import { Bus } from '@hub/bus';
import { JournalWriter } from '@hub/journal';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ObserverConfig } from './observer.config.js';

const consumer = 'observer.purge';
const dayMs = 86_400_000;
const endedDays = 60;

/**
 * Once a day: makes the next month's partition of history, and deletes ended tasks and the months that are kept long
 * enough.
 */
@Injectable()
export class PurgeOld implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly writer: JournalWriter,
    private readonly config: ObserverConfig,
  ) {}

  onModuleInit(): void {
    this.bus.consume({
      consumer,
      concurrency: 1,
      handle: async (job) => {
        await job.step((tx) => this.writer.makeNextMonth(tx, new Date()));
        await job.step((tx) => this.writer.purge(tx, new Date(Date.now() - endedDays * dayMs)));
        // Last, because it fails while somebody reads history for long.
        await job.finish((tx) =>
          this.writer.history.dropMonths(tx, new Date(), this.config.HISTORY_KEPT_MONTHS),
        );
      },
    });
    this.bus.schedule({ consumer, when: { everyMs: dayMs } });
  }
}
