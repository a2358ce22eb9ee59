import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The gateway's own tables: API keys, the audit trail, remembered answers, webhooks and the poll's cursors. */
export class CreateGateway1700000300000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE gateway.api_key (
        id uuid PRIMARY KEY,
        name text NOT NULL,
        prefix text NOT NULL,
        hash text NOT NULL,
        role text NOT NULL,
        branch_ids uuid[],
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        revoked_at timestamptz(3)
      )`);
    await db.query('CREATE UNIQUE INDEX api_key_hash ON gateway.api_key (hash)');
    await db.query(`
      CREATE TABLE gateway.audit (
        id uuid PRIMARY KEY,
        at timestamptz(3) NOT NULL DEFAULT now(),
        actor_id uuid NOT NULL,
        actor text NOT NULL,
        action text NOT NULL,
        correlation_id text NOT NULL,
        outcome text NOT NULL DEFAULT 'unknown',
        request jsonb,
        before jsonb,
        after jsonb
      )`);
    await db.query('CREATE INDEX audit_at ON gateway.audit (at, id)');
    await db.query(`
      CREATE TABLE gateway.idempotency (
        caller_id uuid NOT NULL,
        key text NOT NULL,
        body_hash text NOT NULL,
        is_done boolean NOT NULL DEFAULT false,
        answer jsonb,
        started_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (caller_id, key)
      )`);
    await db.query('CREATE INDEX idempotency_started_at ON gateway.idempotency (started_at)');
    await db.query(`
      CREATE TABLE gateway.webhook (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        account_id uuid NOT NULL,
        correlation_id text NOT NULL,
        received_at timestamptz NOT NULL DEFAULT now(),
        body text NOT NULL,
        read_at timestamptz
      )`);
    await db.query('CREATE INDEX webhook_unread ON gateway.webhook (id) WHERE read_at IS NULL');
    await db.query('CREATE INDEX webhook_received_at ON gateway.webhook (account_id, received_at)');
    await db.query(`
      CREATE TABLE gateway.seen_change (
        account_id uuid NOT NULL,
        entity text NOT NULL,
        entity_id bigint NOT NULL,
        changed_at bigint NOT NULL,
        received_at timestamptz NOT NULL,
        PRIMARY KEY (account_id, entity, entity_id)
      )`);
    await db.query(`
      CREATE TABLE gateway.poll (
        account_id uuid PRIMARY KEY,
        polled_until bigint NOT NULL,
        polled_at timestamptz NOT NULL,
        missed bigint NOT NULL DEFAULT 0,
        last_missed integer NOT NULL DEFAULT 0
      )`);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const table of ['poll', 'seen_change', 'webhook', 'idempotency', 'audit', 'api_key'])
      await db.query(`DROP TABLE gateway.${table}`);
  }
}
