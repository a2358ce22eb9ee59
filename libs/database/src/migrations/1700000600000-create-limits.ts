import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Exchange settings, limits per user, the picture of each account's leads, and claims. */
export class CreateLimits1700000600000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE limits.exchange (
        account_id uuid PRIMARY KEY,
        settings jsonb NOT NULL,
        saved_at timestamptz NOT NULL,
        archived_pipeline_ids jsonb NOT NULL,
        leads_read_at timestamptz,
        newest_change_at bigint
      )`);
    await db.query(`
      CREATE TABLE limits.user_limits (
        account_id uuid NOT NULL,
        user_id bigint NOT NULL,
        enabled boolean NOT NULL,
        active_deals integer,
        PRIMARY KEY (account_id, user_id)
      )`);
    await db.query(`
      CREATE TABLE limits.lead (
        account_id uuid NOT NULL,
        lead_id bigint NOT NULL,
        pipeline_id bigint NOT NULL,
        status_id bigint NOT NULL,
        owner_id bigint NOT NULL,
        created_at bigint NOT NULL,
        read_at timestamptz NOT NULL,
        claim_id uuid,
        PRIMARY KEY (account_id, lead_id)
      )`);
    await db.query(`CREATE INDEX lead_owner ON limits.lead (account_id, owner_id, created_at)`);
    await db.query(`
      CREATE TABLE limits.claim (
        id uuid PRIMARY KEY,
        account_id uuid NOT NULL,
        user_id bigint NOT NULL,
        idempotency_key text,
        state text NOT NULL,
        lead_id bigint,
        target_stage jsonb NOT NULL,
        blocks jsonb NOT NULL,
        problem text,
        correlation_id text NOT NULL,
        pressed_at timestamptz NOT NULL,
        settled_at timestamptz
      )`);
    await db.query(`CREATE UNIQUE INDEX claim_key ON limits.claim (account_id, user_id, idempotency_key)`);
    await db.query(
      `CREATE UNIQUE INDEX claim_open_lead ON limits.claim (account_id, lead_id) WHERE state = 'reserved'`,
    );
    await db.query(
      `CREATE UNIQUE INDEX claim_open_user ON limits.claim (account_id, user_id) WHERE state = 'reserved'`,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    for (const table of ['claim', 'lead', 'user_limits', 'exchange'])
      await db.query(`DROP TABLE limits.${table}`);
  }
}
