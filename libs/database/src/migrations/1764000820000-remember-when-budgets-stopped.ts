import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A stopped budget is listed among what waits for a person, whoever caused the stop: by when it began. */
export class RememberWhenBudgetsStopped1764000820000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE accounts.rate_stop ADD COLUMN stopped_at timestamptz NOT NULL DEFAULT clock_timestamp()`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE accounts.rate_stop DROP COLUMN stopped_at`);
  }
}
