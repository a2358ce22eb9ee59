import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What accounts differ in from the release they were brought to. */
export class WatchDrift1764000551000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE sync.drift_account (
        account_id uuid PRIMARY KEY,
        release_id uuid,
        asked_at timestamptz,
        read_at timestamptz,
        unread_since timestamptz,
        unread_why jsonb,
        is_owed boolean NOT NULL,
        admins jsonb
      );
      CREATE TABLE sync.drift_finding (
        id uuid PRIMARY KEY,
        account_id uuid NOT NULL,
        release_id uuid NOT NULL,
        kind text NOT NULL,
        key text NOT NULL,
        drift jsonb NOT NULL,
        absent_at timestamptz,
        seen_at timestamptz NOT NULL,
        last_seen_at timestamptz NOT NULL,
        gone_at timestamptz,
        ending text,
        returns int NOT NULL,
        proposal jsonb
      );
      CREATE UNIQUE INDEX drift_finding_open ON sync.drift_finding (account_id, kind, key) WHERE gone_at IS NULL;
      CREATE INDEX drift_finding_past ON sync.drift_finding (account_id, gone_at) WHERE gone_at IS NOT NULL;
      CREATE INDEX drift_finding_newest ON sync.drift_finding (seen_at DESC, id DESC);
      CREATE INDEX plan_run_begun ON sync.plan_run (account_id, changed_at DESC) WHERE has_begun;`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX sync.plan_run_begun');
    await db.query('DROP TABLE sync.drift_finding, sync.drift_account');
  }
}
