import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When the last webhook came that names the entity and no moment of a change: a deletion, or an accepted lead. */
export class KnowUntimedHooks1764000894100 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE observer.seen_change ADD COLUMN untimed_at timestamptz');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE observer.seen_change DROP COLUMN untimed_at');
  }
}
