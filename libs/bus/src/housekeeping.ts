import { every, type Logger, type Rounds } from '@hub/platform';
import type { DataSource } from 'typeorm';

const everyMs = 60_000;
const batchSize = 5_000;

/**
 * Clears finished and discarded rows of one inbox after `keepMs`. Until then they are the memory by which a repeated
 * message is known. Every copy of a service does it; they skip each other's rows. Dead letters stay.
 */
export class Housekeeping {
  private rounds: Rounds | undefined;
  private isStopping = false;

  constructor(
    private readonly source: DataSource,
    private readonly service: string,
    private readonly keepMs: number,
    private readonly log: Logger,
  ) {}

  start(): void {
    const ms = Math.min(everyMs, this.keepMs);
    this.rounds = every(ms, () => this.clear(), this.log, 'cannot clear finished rows');
  }

  /** Ends with the batch that is running; the next start clears the rest. */
  async stop(): Promise<void> {
    this.isStopping = true;
    await this.rounds?.stop();
  }

  private async clear(): Promise<void> {
    for (let cleared = batchSize; cleared === batchSize && !this.isStopping;) {
      const [, count]: [unknown[], number] = await this.source.query(
        // By place, because a join by ids reads the whole inbox for each batch.
        `DELETE FROM ${this.service}.inbox WHERE ctid = ANY (ARRAY(
           SELECT ctid FROM ${this.service}.inbox
           WHERE state IN ('done', 'discarded') AND finished_at < now() - $1 * interval '1 ms'
           ORDER BY finished_at LIMIT ${batchSize} FOR UPDATE SKIP LOCKED))`,
        [this.keepMs],
      );
      cleared = count;
    }
  }
}
