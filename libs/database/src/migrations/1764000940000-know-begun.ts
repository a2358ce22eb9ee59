import type { MigrationInterface, QueryRunner } from 'typeorm';
import { loadFunctions } from '../load-sql.js';

/**
 * Which plan brought an account to its release is told by when it was begun: a pause or its end changes `changed_at`. What
 * people decided before they approved an account's plan in a rollout is told by when they did.
 */
export class KnowBegun1764000940000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE sync.plan_run ADD COLUMN begun_at timestamptz;
      UPDATE sync.plan_run SET begun_at = changed_at WHERE has_begun;
      ALTER TABLE sync.rollout_account ADD COLUMN approved_at timestamptz;
      UPDATE sync.rollout_account SET approved_at = run.made_at FROM sync.plan_run run WHERE run.id = approved_plan_id;
      DROP INDEX sync.plan_run_begun;
      CREATE INDEX plan_run_begun ON sync.plan_run (account_id, begun_at DESC) WHERE begun_at IS NOT NULL`);
    await loadFunctions(db, 'sync');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE sync.rollout_account DROP COLUMN approved_at;
      ALTER TABLE sync.plan_run DROP COLUMN begun_at;
      CREATE INDEX plan_run_begun ON sync.plan_run (account_id, changed_at DESC) WHERE has_begun`);
  }
}
