import type { MigrationInterface, QueryRunner } from 'typeorm';

/** HQ's own words for regions: versions as those of the routing rules, none is ever changed. */
export class KeepRegionWords1764000540000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`CREATE TABLE router.region_words (
      version integer PRIMARY KEY,
      words jsonb NOT NULL,
      saved_at timestamptz NOT NULL
    )`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE router.region_words');
  }
}
