import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A refusal of a call that began before a person resumed its budget does not stop the budget again. */
export class RememberResumedBudgets1764000591000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE accounts.rate_stop ADD COLUMN resumed_at timestamptz`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE accounts.rate_stop DROP COLUMN resumed_at`);
  }
}
