import { setTimeout as wait } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { AccountRepository, isCallable } from '@hub/accounts';
import { Bus } from '@hub/bus';
import { inTransaction } from '@hub/database';
import { LOGGER, type Logger } from '@hub/platform';
import { DataSource, type EntityManager } from 'typeorm';
import { parseWebhook } from './parse-webhook.js';
import { WebhookRepository, type SeenChange, type UnreadWebhook } from './webhook.repository.js';

const batchSize = 500;
const idleMs = 1_000;
/** Between two batches, so that a burst is read in bunches and the intake keeps the database to itself. */
const pauseMs = 50;

interface Told extends SeenChange {
  correlationId: string;
}

/**
 * Reads stored webhooks and publishes what they name as `crm.changed`: batch locked → parsed → published and marked in
 * one transaction, so a death on the way repeats the batch. Entities named several times in a batch go out once.
 * Bodies of accounts that may not be called are marked read only; the poll catches up when they may.
 */
@Injectable()
export class DigestWebhooks implements OnApplicationBootstrap, OnModuleDestroy {
  private isStopping = false;
  private wakeUp: () => void = () => undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly source: DataSource,
    private readonly webhooks: WebhookRepository,
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(Bus) private readonly bus: Bus,
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
    return inTransaction(this.source, async (tx) => {
      const unread = await this.webhooks.lockUnread(tx, batchSize);
      if (unread.length === 0) return 0;
      const told = await this.toldBy(unread);
      for (const change of once(told, (one) => one.action)) await this.publish(tx, change);
      const dated = told.filter((one) => one.changedAt !== null);
      if (dated.length > 0)
        await this.webhooks.noteSeen(
          tx,
          once(dated, () => ''),
        );
      await this.webhooks.markRead(
        tx,
        unread.map((one) => one.id),
      );
      return unread.length;
    });
  }

  private async toldBy(unread: readonly UnreadWebhook[]): Promise<Told[]> {
    const callable = new Set<string>();
    for (const id of new Set(unread.map((one) => one.accountId))) {
      const account = await this.accounts.find(id);
      if (account && isCallable(account.state)) callable.add(id);
    }
    return unread
      .filter((one) => callable.has(one.accountId))
      .flatMap(({ accountId, correlationId, receivedAt, body }) =>
        parseWebhook(body).map((change) => ({ ...change, accountId, correlationId, receivedAt })),
      );
  }

  private async publish(tx: EntityManager, change: Told): Promise<void> {
    const { accountId, entity, entityId, action, correlationId } = change;
    await this.bus.publish(
      tx,
      'crm.changed',
      { accountId, entity, entityId, action, source: 'webhook' },
      { key: `${accountId}:${entity}:${entityId}`, correlationId },
    );
  }
}

/** Each entity once, per whatever `more` adds to its name; the latest change wins, in the place of the first. */
function once(told: readonly Told[], more: (change: Told) => string): Told[] {
  const latest = new Map<string, Told>();
  for (const change of told) {
    const key = [change.accountId, change.entity, change.entityId, more(change)].join('/');
    const earlier = latest.get(key);
    if (!earlier || (earlier.changedAt ?? 0) <= (change.changedAt ?? 0)) latest.set(key, change);
  }
  return [...latest.values()];
}
