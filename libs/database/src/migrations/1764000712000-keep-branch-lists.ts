import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which value of «Филиал» is which branch's, so that a renamed branch keeps its value. */
export class KeepBranchLists1764000712000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE router.branch_list (
        hq_account_id uuid PRIMARY KEY,
        known jsonb NOT NULL,
        step_started_at timestamptz,
        step_written_at timestamptz
      );`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE router.branch_list');
  }
}
