import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The name of the lock between writers and the horizon. */
const intakeLock = `hashtextextended('gateway.webhook', 0)`;

/**
 * Webhooks are written once and never updated: what was read is told by a cursor over their numbers. Of the indexes
 * only the key and a BRIN one of a few pages stay, so that a webhook costs one row and one index entry.
 *
 * Numbers are given out before their rows are committed, so a cursor alone would step over a late one. Writers hold a
 * shared lock from before their numbers to their commit; the horizon takes it exclusively for a moment, and below it
 * every row is there or never will be.
 */
export class ReadWebhooksByCursor1700000301000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE gateway.webhook_cursor (
        id integer PRIMARY KEY DEFAULT 1 CHECK (id = 1),
        read_to bigint NOT NULL
      )`);
    await db.query(`
      INSERT INTO gateway.webhook_cursor (read_to)
      SELECT coalesce(min(id) FILTER (WHERE read_at IS NULL) - 1, max(id), 0) FROM gateway.webhook`);
    await db.query(`
      CREATE TABLE gateway.last_webhook (
        account_id uuid PRIMARY KEY,
        received_at timestamptz NOT NULL
      )`);
    await db.query(`
      INSERT INTO gateway.last_webhook SELECT account_id, max(received_at) FROM gateway.webhook GROUP BY 1`);
    await db.query('DROP INDEX gateway.webhook_unread');
    await db.query('DROP INDEX gateway.webhook_received_at');
    await db.query('ALTER TABLE gateway.webhook DROP COLUMN read_at, DROP COLUMN correlation_id');
    await db.query('CREATE INDEX webhook_received_at ON gateway.webhook USING brin (received_at)');
    await db.query(`
      CREATE FUNCTION gateway.webhook_horizon() RETURNS bigint LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_advisory_xact_lock(${intakeLock});
        RETURN (SELECT coalesce(max(id), 0) FROM gateway.webhook);
      END $$`);
    await db.query(`
      CREATE FUNCTION gateway.store_webhooks(accounts uuid[], bodies text[]) RETURNS void LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_advisory_xact_lock_shared(${intakeLock});
        INSERT INTO gateway.webhook (account_id, body) SELECT * FROM unnest(accounts, bodies);
      END $$`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP FUNCTION gateway.store_webhooks, gateway.webhook_horizon');
    await db.query('DROP INDEX gateway.webhook_received_at');
    await db.query(`
      ALTER TABLE gateway.webhook ADD COLUMN read_at timestamptz, ADD COLUMN correlation_id text NOT NULL DEFAULT ''`);
    await db.query('ALTER TABLE gateway.webhook ALTER COLUMN correlation_id DROP DEFAULT');
    await db.query(`
      UPDATE gateway.webhook SET read_at = now() WHERE id <= (SELECT read_to FROM gateway.webhook_cursor)`);
    await db.query('CREATE INDEX webhook_unread ON gateway.webhook (id) WHERE read_at IS NULL');
    await db.query('CREATE INDEX webhook_received_at ON gateway.webhook (account_id, received_at)');
    for (const table of ['last_webhook', 'webhook_cursor']) await db.query(`DROP TABLE gateway.${table}`);
  }
}
