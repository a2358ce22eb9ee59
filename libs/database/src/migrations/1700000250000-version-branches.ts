import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A branch has a version, so that a write names the one it takes the place of. */
export class VersionBranches1700000250000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE accounts.branch ADD COLUMN version integer NOT NULL DEFAULT 1');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE accounts.branch DROP COLUMN version');
  }
}
