import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Since when HQ refuses to show a leg, however often that was tried again. */
export class KeepFirstRefusals1764000866000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE router.mirror ADD COLUMN refused_since timestamptz;
      UPDATE router.mirror SET refused_since = refused_at WHERE refused_at IS NOT NULL;`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE router.mirror DROP COLUMN refused_since');
  }
}
