import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Indexes by which old rows are found, and accounts of a rollout that go with it. */
export class KeepForSoLong1764000670000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE INDEX alarm_cleared ON accounts.alarm (cleared_at) WHERE cleared_at IS NOT NULL;
      CREATE INDEX claim_pressed ON limits.claim (pressed_at);
      ALTER TABLE sync.rollout_account
        DROP CONSTRAINT rollout_account_rollout_id_fkey,
        ADD CONSTRAINT rollout_account_rollout_id_fkey
          FOREIGN KEY (rollout_id) REFERENCES sync.rollout ON DELETE CASCADE;`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE sync.rollout_account
        DROP CONSTRAINT rollout_account_rollout_id_fkey,
        ADD CONSTRAINT rollout_account_rollout_id_fkey FOREIGN KEY (rollout_id) REFERENCES sync.rollout;
      DROP INDEX accounts.alarm_cleared, limits.claim_pressed;`);
  }
}
