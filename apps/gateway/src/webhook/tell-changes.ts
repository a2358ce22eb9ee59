import { Inject, Injectable } from '@nestjs/common';
import { AccountRepository, isCallable } from '@hub/accounts';
import { Bus } from '@hub/bus';
import type { EntityManager } from 'typeorm';
import { parseWebhook } from './parse-webhook.js';
import { WebhookRepository, type SeenChange, type StoredWebhook } from './webhook.repository.js';

interface Told extends SeenChange {
  correlationId: string;
}

/**
 * Publishes what webhooks name as `crm.changed`. Entities named several times go out once. Bodies of accounts that may
 * not be called are left out; the poll catches up when they may. What came in while an account was being off-boarded is
 * erased like the rest of it.
 */
@Injectable()
export class TellChanges {
  constructor(
    private readonly webhooks: WebhookRepository,
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(Bus) private readonly bus: Bus,
  ) {}

  async tell(tx: EntityManager, read: readonly StoredWebhook[]): Promise<void> {
    const told = await this.toldBy(tx, read);
    for (const change of once(told, (one) => one.action)) await this.publish(tx, change);
    const dated = told.filter((one) => one.changedAt !== null);
    if (dated.length > 0)
      await this.webhooks.noteSeen(
        tx,
        once(dated, () => ''),
      );
  }

  private async toldBy(tx: EntityManager, read: readonly StoredWebhook[]): Promise<Told[]> {
    const callable = new Set<string>();
    for (const id of new Set(read.map((one) => one.accountId))) {
      const account = await this.accounts.find(id, tx);
      if (account && isCallable(account.state)) callable.add(id);
      if (account?.state === 'removed') await this.webhooks.erase(tx, id);
    }
    return read
      .filter((one) => callable.has(one.accountId))
      .flatMap(({ id, accountId, receivedAt, body }) =>
        parseWebhook(body).map((change) => ({
          ...change,
          ...{ accountId, receivedAt, correlationId: `webhook-${id}` },
        })),
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
