import type { MigrationInterface, QueryRunner } from 'typeorm';

/** «Филиал» of the HQ lead as the hub wrote or heeded it last; of earlier legs it is not known. */
export class RememberShownBranch1764000680000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE router.transfer ADD COLUMN hq_branch_name text');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE router.transfer DROP COLUMN hq_branch_name');
  }
}
