import { randomUUID } from 'node:crypto';
import { Bus } from '@hub/bus';
import { JournalWriter } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

export const checkConsumer = 'observer.check';

export interface CheckJob {
  accountId: string;
}

/** Enqueues comparisons of the journal with an account, and says whether one runs. */
@Injectable()
export class AskCheck {
  constructor(
    private readonly source: DataSource,
    private readonly bus: Bus,
    private readonly writer: JournalWriter,
  ) {}

  /** Asks for a comparison; one that runs goes on. */
  async run(accountId: string, correlationId: string): Promise<void> {
    if (await this.isRunning(accountId)) return;
    const about = { id: randomUUID(), key: keyOf(accountId), correlationId };
    await this.source.transaction((tx) => this.bus.enqueue(tx, checkConsumer, { accountId }, about));
  }

  /**
   * Asks for one that begins from now on, once for each `id`: one that runs may have passed the cards already. False: that of
   * the `id` has begun.
   */
  async anew(
    tx: EntityManager,
    accountId: string,
    about: { id: string; runAt?: Date; correlationId: string },
  ): Promise<boolean> {
    return this.bus.enqueue(tx, checkConsumer, { accountId } satisfies CheckJob, {
      ...about,
      key: keyOf(accountId),
    });
  }

  /** Asks for a comparison where a kind of cards was forbidden to the backfill: it may be allowed by now. */
  async whereForbidden(accountId: string, correlationId: string): Promise<void> {
    const account = await this.source.transaction((tx) => this.writer.lock(tx, accountId));
    if (account?.fillStep === 'done' && !(account.leadsReadyAt && account.tasksReadyAt))
      await this.run(accountId, correlationId);
  }

  /** Whether the account is being compared now, or is about to be. */
  async isRunning(accountId: string): Promise<boolean> {
    const rows: unknown[] = await this.source.query(
      'SELECT 1 FROM observer.inbox_lane WHERE consumer = $1 AND key = $2',
      [checkConsumer, keyOf(accountId)],
    );
    return rows.length > 0;
  }
}

function keyOf(accountId: string): string {
  return `check:${accountId}`;
}
