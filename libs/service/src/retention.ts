import { Bus, BusModule, type Job } from '@hub/bus';
import type { BusService } from '@hub/contracts';
import { Module, type DynamicModule, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** Rows that a service keeps for so many days after a moment of theirs, and then deletes. */
export interface Kept {
  /** With its schema. The test of all lists wants an index that begins with `moment`. */
  table: string;
  /** Column of the moment; rows without one stay. */
  moment: string;
  days: number;
  /** SQL about the row as `kept`: only these rows go. */
  only?: string;
}

const dayMs = 86_400_000;
/** Rows that one transaction deletes. */
const batchSize = 1_000;

/** A batch of the rows that are too old at `now`; `$1` is the oldest moment that stays. */
export function purgeSql({ table, moment, only = 'true' }: Kept): string {
  return `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(
    SELECT kept.ctid FROM ${table} kept WHERE kept.${moment} < $1 AND ${only}
    ORDER BY kept.${moment} LIMIT ${batchSize} FOR UPDATE SKIP LOCKED))`;
}

/** Once a day, deletes what a service has kept long enough: batch by batch, oldest first, each in its own transaction. */
class Retention implements OnModuleInit {
  private readonly consumer: string;

  constructor(
    service: BusService,
    private readonly lists: readonly Kept[],
    private readonly bus: Bus,
    private readonly source: DataSource,
  ) {
    this.consumer = `${service}.retention`;
  }

  onModuleInit(): void {
    const { consumer } = this;
    this.bus.consume({ consumer, concurrency: 1, handle: (job) => this.purge(job) });
    this.bus.schedule({ consumer, when: { everyMs: dayMs } });
  }

  private async purge(job: Job<unknown>): Promise<void> {
    for (const kept of this.lists) {
      const before = new Date(Date.now() - kept.days * dayMs);
      const sql = purgeSql(kept);
      let gone = 0;
      for (let batch = batchSize; batch === batchSize; gone += batch) {
        job.signal.throwIfAborted();
        [, batch] = await this.source.query<[unknown[], number]>(sql, [before]);
      }
      if (gone > 0) job.log.info({ table: kept.table, gone, before }, 'old rows deleted');
    }
  }
}

/** Gives a service its retention: the lists of what it keeps for how long. */
@Module({})
export class RetentionModule {
  static of(service: BusService, lists: readonly Kept[]): DynamicModule {
    return {
      module: RetentionModule,
      imports: [BusModule.forService(service)],
      providers: [
        {
          provide: Retention,
          useFactory: (bus: Bus, source: DataSource) => new Retention(service, lists, bus, source),
          inject: [Bus, DataSource],
        },
      ],
    };
  }
}
