import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The gateway's own tables: API keys, the audit trail and remembered answers of repeatable requests. */
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
  }

  async down(db: QueryRunner): Promise<void> {
    for (const table of ['idempotency', 'audit', 'api_key']) await db.query(`DROP TABLE gateway.${table}`);
  }
}
