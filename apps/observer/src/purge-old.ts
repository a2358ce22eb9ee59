import { Bus } from '@hub/bus';
import { JournalWriter } from '@hub/journal';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ObserverConfig } from './observer.config.js';
import { OwnWrites } from './echo/own-writes.js';
import { SeenChanges } from './hint/seen-changes.js';

const consumer = 'observer.purge';
const dayMs = 86_400_000;
/** Longer than an account may be unreachable and still be repaired from its feed. */
const seenDays = 14;
const endedDays = 60;
/** Longer than a poll is late: one that is later reads the leads. */
const ownWriteDays = 3;

/**
 * Once a day: makes the next month's partition of history, and deletes the months that are kept long enough, what was
 * noted for the poll, own writes, and ended tasks.
 */
@Injectable()
export class PurgeOld implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly seen: SeenChanges,
    private readonly own: OwnWrites,
    private readonly writer: JournalWriter,
    private readonly config: ObserverConfig,
  ) {}

  onModuleInit(): void {
    this.bus.consume({
      consumer,
      concurrency: 1,
      handle: async (job) => {
        const before = (days: number) => new Date(Date.now() - days * dayMs);
        await job.step((tx) => this.writer.makeNextMonth(tx, new Date()));
        await job.step((tx) => this.seen.purge(tx, before(seenDays)));
        await job.step((tx) => this.own.purge(tx, before(ownWriteDays)));
        await job.step((tx) => this.writer.purge(tx, before(endedDays)));
        // Last, because it fails while somebody reads history for long.
        await job.finish((tx) =>
          this.writer.history.dropMonths(tx, new Date(), this.config.HISTORY_KEPT_MONTHS),
        );
      },
    });
    this.bus.schedule({ consumer, when: { everyMs: dayMs } });
  }
}
