import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Releases, plans on their way, and the ledger. */
export class CreateSync1700000400000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE sync.release (
        id uuid PRIMARY KEY,
        number serial NOT NULL UNIQUE,
        account_id uuid,
        note text,
        checksum text NOT NULL,
        configuration jsonb NOT NULL,
        made_at timestamptz NOT NULL
      );
      CREATE TABLE sync.plan_run (
        id uuid PRIMARY KEY,
        account_id uuid NOT NULL,
        release_id uuid NOT NULL REFERENCES sync.release,
        state text NOT NULL,
        reason text NOT NULL,
        plan jsonb NOT NULL,
        options jsonb NOT NULL,
        has_begun boolean NOT NULL,
        in_flight jsonb,
        "order" text,
        calls_planned int NOT NULL,
        calls_done int NOT NULL,
        approved_by text,
        forced_by text,
        made_at timestamptz NOT NULL,
        changed_at timestamptz NOT NULL
      );
      CREATE INDEX plan_run_newest ON sync.plan_run (made_at DESC);
      CREATE TABLE sync.managed_object (
        account_id uuid NOT NULL,
        kind text NOT NULL,
        ref text NOT NULL,
        branch_id text NOT NULL,
        origin text NOT NULL,
        PRIMARY KEY (account_id, kind, ref)
      );`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE sync.managed_object, sync.plan_run, sync.release');
  }
}
