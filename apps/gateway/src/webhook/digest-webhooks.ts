import { setTimeout as wait } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { inTransaction } from '@hub/database';
import { LOGGER, type Logger } from '@hub/platform';
import { DataSource } from 'typeorm';
import { PublishChanges } from './publish-changes.js';
import { WebhookFloods } from './webhook-floods.js';
import { WebhookRepository } from './webhook.repository.js';

const batchSize = 500;
const idleMs = 1_000;
/** Between two batches, so that a burst is read in bunches and the intake keeps the database to itself. */
const pauseMs = 50;

/**
 * Reads stored webhooks in the order of their numbers, one process at a time: cursor locked → next batch → published
 * and cursor moved in one transaction, so a death on the way repeats the batch.
 */
@Injectable()
export class DigestWebhooks implements OnApplicationBootstrap, OnModuleDestroy {
  private isStopping = false;
  /** Bodies that were dropped and not noted yet, by account. */
  private readonly dropped = new Map<string, number>();
  private wakeUp: () => void = () => undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly source: DataSource,
    private readonly webhooks: WebhookRepository,
    private readonly changes: PublishChanges,
    private readonly floods: WebhookFloods,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async onModuleDestroy(): Promise<void> {
    this.isStopping = true;
    this.wakeUp();
    await this.running;
  }

  /** A body of the account was dropped before it was stored; the next round notes it. */
  noteFlood(accountId: string): void {
    this.dropped.set(accountId, (this.dropped.get(accountId) ?? 0) + 1);
    this.wakeUp();
  }

  /** There is something to read. */
  wake(): void {
    this.wakeUp();
  }

  private async run(): Promise<void> {
    while (!this.isStopping) {
      const woken = this.untilWoken();
      const count = await this.digest().catch((error: unknown) => {
        this.logger.error({ error }, 'reading webhooks failed');
        return 0;
      });
      if (count < batchSize) await woken;
      await wait(pauseMs);
    }
  }

  private untilWoken(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, idleMs);
      this.wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** One batch; returns how many bodies it read. */
  private async digest(): Promise<number> {
    await this.noteDropped();
    const horizon = await this.webhooks.findHorizon();
    const now = new Date();
    const batch = await inTransaction(this.source, async (tx) => {
      const cursor = await this.webhooks.lockCursor(tx);
      if (cursor === null || BigInt(cursor) >= BigInt(horizon)) return null;
      const read = await this.webhooks.findNext(tx, cursor, horizon, batchSize);
      if (read.length === 0) return null;
      await this.webhooks.advance(tx, read);
      return { count: read.length, published: await this.changes.publishAdmitted(tx, read, now) };
    });
    if (batch) this.floods.spend(batch.published, now);
    return batch?.count ?? 0;
  }

  /**
   * What was dropped is forgotten once its note is committed; what is dropped meanwhile waits for the next round. A note that
   * is refused is tried again in each round, and holds up neither other notes nor the reading.
   */
  private async noteDropped(): Promise<void> {
    for (const [accountId, count] of [...this.dropped]) {
      try {
        await inTransaction(this.source, (tx) => this.floods.note(tx, accountId, count, new Date()));
      } catch (error) {
        this.logger.error({ error, accountId }, 'noting a flood failed');
        continue;
      }
      const since = (this.dropped.get(accountId) ?? count) - count;
      if (since > 0) this.dropped.set(accountId, since);
      else this.dropped.delete(accountId);
    }
  }
}
