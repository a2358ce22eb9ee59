import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Rollouts and their accounts. A plan keeps what lists show of it beside it, so that nobody reads whole plans for a
 * list; plans of older versions have none and are read.
 */
export class CreateRollouts1764000530000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE sync.release ADD COLUMN made_by text;
      ALTER TABLE sync.plan_run
        ADD COLUMN rollout_id uuid,
        ADD COLUMN listed jsonb,
        ADD COLUMN irrevocable jsonb NOT NULL DEFAULT '[]';
      ALTER TABLE sync.plan_run ALTER COLUMN irrevocable DROP DEFAULT;
      CREATE INDEX plan_run_account ON sync.plan_run (account_id, made_at DESC);
      CREATE INDEX plan_run_rollout ON sync.plan_run (rollout_id) WHERE rollout_id IS NOT NULL;
      CREATE TABLE sync.rollout (
        id uuid PRIMARY KEY,
        release_id uuid NOT NULL REFERENCES sync.release,
        state text NOT NULL,
        reason jsonb,
        wave int NOT NULL,
        waves int NOT NULL,
        unproven_wave int NOT NULL,
        gate_minutes int NOT NULL,
        slow_minutes int NOT NULL,
        options jsonb NOT NULL,
        note text,
        made_by text NOT NULL,
        approved_by text,
        forced_by text,
        made_at timestamptz NOT NULL,
        changed_at timestamptz NOT NULL
      );
      CREATE INDEX rollout_newest ON sync.rollout (made_at DESC, id DESC);
      CREATE TABLE sync.rollout_account (
        rollout_id uuid NOT NULL REFERENCES sync.rollout,
        account_id uuid NOT NULL,
        place int NOT NULL,
        wave int NOT NULL,
        state text NOT NULL,
        reason jsonb,
        is_planning boolean NOT NULL,
        is_accepted boolean NOT NULL,
        plan_id uuid,
        approved_plan_id uuid,
        content text,
        plans_made int NOT NULL,
        began_at timestamptz,
        verified_at timestamptz,
        PRIMARY KEY (rollout_id, account_id)
      );
      CREATE INDEX rollout_account_open ON sync.rollout_account (account_id)
        WHERE state NOT IN ('healthy', 'skipped');`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE sync.rollout_account, sync.rollout;
      DROP INDEX sync.plan_run_account, sync.plan_run_rollout;
      ALTER TABLE sync.plan_run DROP COLUMN rollout_id, DROP COLUMN listed, DROP COLUMN irrevocable;
      ALTER TABLE sync.release DROP COLUMN made_by;`);
  }
}
