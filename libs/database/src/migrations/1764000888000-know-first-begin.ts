import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A retry of an account does not hide from its gate what the first try caused, and an alarm that was open before does not
 * hide that it was raised again.
 */
export class KnowFirstBegin1764000888000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE sync.rollout_account ADD COLUMN first_began_at timestamptz;
      UPDATE sync.rollout_account SET first_began_at = coalesce(began_at, verified_at);
      ALTER TABLE accounts.alarm ADD COLUMN last_raised_at timestamptz NOT NULL DEFAULT now();
      UPDATE accounts.alarm SET last_raised_at = raised_at;`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE accounts.alarm DROP COLUMN last_raised_at;
      ALTER TABLE sync.rollout_account DROP COLUMN first_began_at;`);
  }
}
