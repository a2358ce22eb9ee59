import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When a due card was deleted, as far as it was reported: a restoration is compared with that, not with later edits. */
export class KnowDeletion1764001010000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE observer.due_card ADD deleted_at bigint');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE observer.due_card DROP deleted_at');
  }
}
