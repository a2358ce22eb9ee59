import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The place of an HQ lead by which its branch was decided, so that a correction by hand is seen. */
export class KnowPlaces1764000875000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE router.transfer ADD COLUMN hq_place text');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE router.transfer DROP COLUMN hq_place');
  }
}
