import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A rejection that could not be followed when it was seen, because head office had closed its lead. */
export class KeepOpenRejections1764000890000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE router.mirror ADD COLUMN is_rejection_open boolean NOT NULL DEFAULT false');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE router.mirror DROP COLUMN is_rejection_open');
  }
}
