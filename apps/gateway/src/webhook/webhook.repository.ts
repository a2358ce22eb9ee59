import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { WebhookChange } from './parse-webhook.js';
import type { WebhookEntity } from './webhook.entity.js';

export type UnreadWebhook = Pick<WebhookEntity, 'id' | 'accountId' | 'correlationId' | 'receivedAt' | 'body'>;

export type NewWebhook = Pick<WebhookEntity, 'accountId' | 'correlationId' | 'body'>;

/** A change with the account and the moment its webhook came in. */
export interface SeenChange extends WebhookChange {
  accountId: string;
  receivedAt: Date;
}

/** Raw webhooks: stored once, read once, kept for replay. */
@Injectable()
export class WebhookRepository {
  constructor(private readonly source: DataSource) {}

  /** Stores bodies; the only statement between amoCRM's call and its answer. */
  async store(webhooks: readonly NewWebhook[]): Promise<void> {
    await this.source.query(
      `INSERT INTO gateway.webhook (account_id, correlation_id, body)
       SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[])`,
      [
        webhooks.map(({ accountId }) => accountId),
        webhooks.map(({ correlationId }) => correlationId),
        webhooks.map(({ body }) => body),
      ],
    );
  }

  /** Locks the oldest unread bodies that no other process holds. */
  async lockUnread(tx: EntityManager, limit: number): Promise<UnreadWebhook[]> {
    return tx.query(
      `SELECT id, account_id AS "accountId", correlation_id AS "correlationId", received_at AS "receivedAt", body
         FROM gateway.webhook WHERE read_at IS NULL ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED`,
      [limit],
    );
  }

  async markRead(tx: EntityManager, ids: readonly string[]): Promise<void> {
    await tx.query('UPDATE gateway.webhook SET read_at = now() WHERE id = ANY($1)', [ids]);
  }

  /** Remembers what webhooks told, for the poll. Changes must name each entity once. */
  async noteSeen(tx: EntityManager, changes: readonly SeenChange[]): Promise<void> {
    await tx.query(
      `INSERT INTO gateway.seen_change AS seen (account_id, entity, entity_id, changed_at, received_at)
       SELECT * FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::bigint[], $5::timestamptz[])
       ORDER BY 1, 2, 3
       ON CONFLICT (account_id, entity, entity_id) DO UPDATE
         SET changed_at = greatest(seen.changed_at, excluded.changed_at),
             received_at = greatest(seen.received_at, excluded.received_at)`,
      [
        changes.map((change) => change.accountId),
        changes.map((change) => change.entity),
        changes.map((change) => change.entityId),
        changes.map((change) => change.changedAt),
        changes.map((change) => change.receivedAt),
      ],
    );
  }

  /** Lets bodies of a time span be read again. Returns how many. */
  async replay(tx: EntityManager, accountId: string, since: Date): Promise<number> {
    const rows: unknown[] = await tx.query(
      `WITH again AS (UPDATE gateway.webhook SET read_at = NULL
        WHERE account_id = $1 AND received_at >= $2 AND read_at IS NOT NULL RETURNING id) SELECT id FROM again`,
      [accountId, since],
    );
    return rows.length;
  }

  /** Deletes read bodies and marks older than the given moment. */
  async purge(before: Date): Promise<void> {
    await this.source.query('DELETE FROM gateway.webhook WHERE received_at < $1 AND read_at IS NOT NULL', [
      before,
    ]);
    await this.source.query('DELETE FROM gateway.seen_change WHERE received_at < $1', [before]);
  }

  /** When the account's last webhook came in, or null. */
  async lastReceivedAt(accountId: string): Promise<Date | null> {
    const rows: { at: Date | null }[] = await this.source.query(
      'SELECT max(received_at) AS at FROM gateway.webhook WHERE account_id = $1',
      [accountId],
    );
    return rows[0]?.at ?? null;
  }

  /** Forgets every body of an account: off-boarding. */
  async erase(tx: EntityManager, accountId: string): Promise<void> {
    await tx.query('DELETE FROM gateway.webhook WHERE account_id = $1', [accountId]);
    await tx.query('DELETE FROM gateway.seen_change WHERE account_id = $1', [accountId]);
  }
}
