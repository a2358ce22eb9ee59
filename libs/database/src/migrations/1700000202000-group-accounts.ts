import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which reference accounts are meant for which branches. */
export class GroupAccounts1700000202000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE accounts.account ADD COLUMN groups text[] NOT NULL DEFAULT '{}'`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE accounts.account DROP COLUMN groups');
  }
}
