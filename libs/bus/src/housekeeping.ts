import type { Logger } from '@hub/platform';
import type { DataSource } from 'typeorm';

const everyMs = 60_000;
const batchSize = 5_000;

/**
 * Clears finished and discarded rows of one inbox after `keepMs`. Until then they are the memory by which a repeated
 * message is known. Every copy of a service does it; they skip each other's rows. Dead letters stay.
 */
export class Housekeeping {
  private timer: NodeJS.Timeout | undefined;
  private work: Promise<void> = Promise.resolve();

  constructor(
    private readonly source: DataSource,
    private readonly service: string,
    private readonly keepMs: number,
    private readonly log: Logger,
  ) {}

  start(): void {
    this.timer = setInterval(
      () => {
        this.work = this.clear().catch((error: unknown) =>
          this.log.warn({ error }, 'cannot clear finished rows'),
        );
      },
      Math.min(everyMs, this.keepMs),
    );
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.work;
  }

  private async clear(): Promise<void> {
    for (let cleared = batchSize; cleared === batchSize;) {
      const [, count]: [unknown[], number] = await this.source.query(
        `DELETE FROM ${this.service}.inbox WHERE (consumer, id) IN (
           SELECT consumer, id FROM ${this.service}.inbox
           WHERE state IN ('done', 'discarded') AND finished_at < now() - $1 * interval '1 ms'
           ORDER BY finished_at LIMIT ${batchSize} FOR UPDATE SKIP LOCKED)`,
        [this.keepMs],
      );
      cleared = count;
    }
  }
}
