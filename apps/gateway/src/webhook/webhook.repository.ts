import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { LastWebhookEntity, type WebhookEntity } from './webhook.entity.js';

export type StoredWebhook = Pick<WebhookEntity, 'id' | 'accountId' | 'receivedAt' | 'body'>;

export type NewWebhook = Pick<WebhookEntity, 'accountId' | 'body'>;

/** Stored webhooks of one account: after `from`, up to and including `until`. */
export interface WebhookSpan {
  accountId: string;
  from: string;
  until: string;
}

/** Raw webhooks: stored once, read in the order of their numbers, kept for replay. */
@Injectable()
export class WebhookRepository {
  constructor(private readonly source: DataSource) {}

  /** Stores bodies; the only statement between amoCRM's call and its answer. */
  async store(webhooks: readonly NewWebhook[]): Promise<void> {
    await this.source.query('SELECT gateway.store_webhooks($1, $2)', [
      webhooks.map(({ accountId }) => accountId),
      webhooks.map(({ body }) => body),
    ]);
  }

  /** The number below which every webhook is there or never will be: a cursor must not step over it. */
  async findHorizon(): Promise<string> {
    const rows: { horizon: string }[] = await this.source.query(
      'SELECT gateway.webhook_horizon() AS horizon',
    );
    return rows[0]?.horizon ?? '0';
  }

  /** Locks the cursor for this transaction; null when another process is reading. */
  async lockCursor(tx: EntityManager): Promise<string | null> {
    const rows: { readTo: string }[] = await tx.query(
      'SELECT read_to AS "readTo" FROM gateway.webhook_cursor FOR UPDATE SKIP LOCKED',
    );
    return rows[0]?.readTo ?? null;
  }

  /** The oldest webhooks after `from` and up to `until`. */
  async findNext(tx: EntityManager, from: string, until: string, limit: number): Promise<StoredWebhook[]> {
    return tx.query(
      `SELECT id, account_id AS "accountId", received_at AS "receivedAt", body FROM gateway.webhook
        WHERE id > $1 AND id <= $2 ORDER BY id LIMIT $3`,
      [from, until, limit],
    );
  }

  /** The same of one account. */
  async findNextOf(tx: EntityManager, span: WebhookSpan, limit: number): Promise<StoredWebhook[]> {
    return tx.query(
      `SELECT id, account_id AS "accountId", received_at AS "receivedAt", body FROM gateway.webhook
        WHERE account_id = $1 AND id > $2 AND id <= $3 ORDER BY id LIMIT $4`,
      [span.accountId, span.from, span.until, limit],
    );
  }

  /** Moves the locked cursor, and records when the last webhook of each account came. */
  async advance(tx: EntityManager, read: readonly StoredWebhook[]): Promise<void> {
    const latest = new Map(read.map(({ accountId, receivedAt }) => [accountId, receivedAt]));
    await tx.query(
      `INSERT INTO gateway.last_webhook AS last (account_id, received_at) SELECT * FROM unnest($1::uuid[], $2::timestamptz[])
       ON CONFLICT (account_id) DO UPDATE SET received_at = greatest(last.received_at, excluded.received_at)`,
      [[...latest.keys()], [...latest.values()]],
    );
    await tx.query('UPDATE gateway.webhook_cursor SET read_to = $1', [read.at(-1)?.id]);
  }

  /** What the account's webhooks since a moment are, among those that were read; null when there are none. */
  async findSpan(accountId: string, since: Date): Promise<(WebhookSpan & { count: number }) | null> {
    const rows: { from: string | null; until: string; count: number }[] = await this.source.query(
      `SELECT (min(id) - 1)::text AS from, max(id)::text AS until, count(*)::int AS count FROM gateway.webhook
        WHERE account_id = $1 AND received_at >= $2 AND id <= (SELECT read_to FROM gateway.webhook_cursor)`,
      [accountId, since],
    );
    const row = rows[0];
    return row?.from == null ? null : { accountId, from: row.from, until: row.until, count: row.count };
  }

  /** Deletes read bodies older than the given moment. */
  async purge(before: Date): Promise<void> {
    await this.source.query(
      `DELETE FROM gateway.webhook
        WHERE received_at < $1 AND id <= (SELECT read_to FROM gateway.webhook_cursor)`,
      [before],
    );
  }

  /** When the account's last webhook came in, or null. */
  async lastReceivedAt(accountId: string): Promise<Date | null> {
    const row = await this.source.getRepository(LastWebhookEntity).findOneBy({ accountId });
    return row?.receivedAt ?? null;
  }

  /** Forgets every body of an account: off-boarding. */
  async erase(tx: EntityManager, accountId: string): Promise<void> {
    await tx.query('DELETE FROM gateway.webhook WHERE account_id = $1', [accountId]);
    await tx.query('DELETE FROM gateway.last_webhook WHERE account_id = $1', [accountId]);
  }
}
