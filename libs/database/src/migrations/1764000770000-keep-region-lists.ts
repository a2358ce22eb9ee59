import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A write of «Регион» of head office that was begun stands beside that of «Филиал»: each list has its own. */
export class KeepRegionLists1764000770000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(
      'ALTER TABLE router.branch_list ADD COLUMN region_started_at timestamptz, ADD COLUMN region_written_at timestamptz',
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(
      'ALTER TABLE router.branch_list DROP COLUMN region_started_at, DROP COLUMN region_written_at',
    );
  }
}
