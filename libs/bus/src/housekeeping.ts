import { every, type Logger, type Rounds } from '@hub/platform';
import type { DataSource } from 'typeorm';
import type { GivenUpWork } from './given-up-work.js';
import type { StalledWork } from './stalled-work.js';
import type { WorkAlarms } from './work-alarms.js';

const everyMs = 60_000;
const batchSize = 5_000;

export interface HousekeepingDeps {
  source: DataSource;
  service: string;
  alarms: WorkAlarms;
  givenUp: GivenUpWork;
  stalledWork: StalledWork;
  log: Logger;
}

/**
 * Clears finished and discarded rows of one inbox after `keepMs`, reviews the alarms about jobs that are retried for long
 * and about stalled work, and tries given-up work again. Until they are cleared, finished rows show that a repeated
 * message is known. Every copy of a service does it; they skip each other's rows.
 */
export class Housekeeping {
  private rounds: readonly Rounds[] = [];
  private isStopping = false;

  constructor(
    private readonly deps: HousekeepingDeps,
    private readonly keepMs: number,
  ) {}

  start(): void {
    const { alarms, givenUp, stalledWork, log } = this.deps;
    const ms = Math.min(everyMs, this.keepMs);
    this.rounds = [
      every(ms, () => this.clear(), log, 'cannot clear finished rows'),
      every(everyMs, () => givenUp.run(null), log, 'cannot try given-up work again'),
      every(everyMs, () => alarms.reviewRetried(), log, 'cannot review jobs that are retried for long'),
      every(everyMs, () => stalledWork.review(), log, 'cannot review stalled work'),
    ];
  }

  /** Ends with the batch that is running; the next start clears the rest. */
  async stop(): Promise<void> {
    this.isStopping = true;
    await Promise.all(this.rounds.map((round) => round.stop()));
  }

  private async clear(): Promise<void> {
    const { source, service } = this.deps;
    for (let cleared = batchSize; cleared === batchSize && !this.isStopping;) {
      const [, count]: [unknown[], number] = await source.query(
        // By place, because a join by ids reads the whole inbox for each batch.
        `DELETE FROM ${service}.inbox WHERE ctid = ANY (ARRAY(
           SELECT ctid FROM ${service}.inbox
           WHERE state IN ('done', 'discarded') AND finished_at < now() - $1 * interval '1 ms'
           ORDER BY finished_at LIMIT ${batchSize} FOR UPDATE SKIP LOCKED))`,
        [this.keepMs],
      );
      cleared = count;
    }
  }
}
