import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What each branch lead has shown last, so that a sign of rejection which rules name later counts only when it appears anew. */
export class KeepSigns1764000966000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE router.mirror ADD COLUMN signs jsonb');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE router.mirror DROP COLUMN signs');
  }
}
