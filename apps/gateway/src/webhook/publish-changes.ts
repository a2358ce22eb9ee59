import { Inject, Injectable } from '@nestjs/common';
import { AccountRepository, isCallable } from '@hub/accounts';
import { Bus } from '@hub/bus';
import { METRICS } from '@hub/platform';
import { Counter, type Registry } from 'prom-client';
import type { EntityManager } from 'typeorm';
import { laterOf, parseWebhook, type WebhookChange } from './parse-webhook.js';
import { WebhookFloods } from './webhook-floods.js';
import { WebhookRepository, type StoredWebhook } from './webhook.repository.js';

interface NamedChange extends WebhookChange {
  accountId: string;
  /** When the webhook came in. */
  receivedAt: Date;
  correlationId: string;
}

/**
 * Publishes the entities that webhooks name as `crm.changed`, each once. Bodies of accounts that may not be called are
 * left out; the poll finds those changes later. What came in while an account was being off-boarded is erased like the
 * rest of it.
 */
@Injectable()
export class PublishChanges {
  private readonly counter: Counter;

  constructor(
    private readonly webhooks: WebhookRepository,
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(Bus) private readonly bus: Bus,
    private readonly floods: WebhookFloods,
    @Inject(METRICS) metrics: Registry,
  ) {
    this.counter = new Counter({
      name: 'hub_webhook_changes_total',
      help: 'Changes that webhooks named, by who made them: the user as whom the hub acts, a robot, others, unknown',
      labelNames: ['made_by'],
      registers: [metrics],
    });
  }

  /** Publishes everything that the bodies name, for a replay that a person asked for. */
  async publishNamed(tx: EntityManager, read: readonly StoredWebhook[]): Promise<void> {
    await this.publishAll(tx, await this.namedBy(tx, read));
  }

  /**
   * The same for bodies as they come in, as far as the allowance of their account reaches. What is beyond is not
   * published, so that the poll finds it if it is true. Returns how many it published, by account.
   */
  async publishAdmitted(
    tx: EntityManager,
    read: readonly StoredWebhook[],
    now: Date,
  ): Promise<ReadonlyMap<string, number>> {
    const named = once(await this.namedBy(tx, read));
    const published = new Map<string, number>();
    for (const accountId of new Set(named.map((one) => one.accountId))) {
      const own = named.filter((one) => one.accountId === accountId);
      const admitted = await this.floods.admit(tx, accountId, own, now);
      await this.publishAll(tx, admitted);
      published.set(accountId, admitted.length);
    }
    return published;
  }

  private async publishAll(tx: EntityManager, named: readonly NamedChange[]): Promise<void> {
    for (const change of once(named)) await this.publish(tx, change);
  }

  private async namedBy(tx: EntityManager, read: readonly StoredWebhook[]): Promise<NamedChange[]> {
    const callable = new Map<string, number | null>();
    for (const id of new Set(read.map((one) => one.accountId))) {
      const account = await this.accounts.find(id, tx);
      if (account && isCallable(account.state)) callable.set(id, account.hubUserId);
      if (account?.state === 'removed') await this.webhooks.erase(tx, id);
    }
    const named = read
      .filter((one) => callable.has(one.accountId))
      .flatMap(({ id, accountId, receivedAt, body }) =>
        parseWebhook(body).map((change) => ({
          ...change,
          ...{ accountId, receivedAt, correlationId: `webhook-${id}` },
        })),
      );
    for (const { accountId, changedBy } of named)
      this.counter.inc({ made_by: madeBy(changedBy, callable.get(accountId) ?? null) });
    return named;
  }

  private async publish(tx: EntityManager, change: NamedChange): Promise<void> {
    const { accountId, entity, entityId, action, changedAt, changedBy, changedFrom, lead } = change;
    const named = { changedAt, changedBy, changedFrom, receivedAt: change.receivedAt.toISOString(), lead };
    await this.bus.publish(
      tx,
      'crm.changed',
      { accountId, entity, entityId, action, source: 'webhook', ...named },
      { key: `${accountId}:${entity}:${entityId}`, correlationId: change.correlationId },
    );
  }
}

/** Seen under the hub's user, a change is most likely an echo. */
function madeBy(userId: number | null, hubUserId: number | null): string {
  if (userId === null || hubUserId === null) return 'unknown';
  if (userId === 0) return 'robot';
  return userId === hubUserId ? 'hub-user' : 'others';
}

/** Each entity once per action; the latest change wins, in the place of the first. */
function once(named: readonly NamedChange[]): NamedChange[] {
  const latest = new Map<string, NamedChange>();
  for (const change of named) {
    const key = [change.accountId, change.entity, change.entityId, change.action].join('/');
    latest.set(key, laterOf(latest.get(key), change));
  }
  return [...latest.values()];
}
