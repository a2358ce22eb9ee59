import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A due card remembers the last hint about it, and a reading by which somebody else has answered that hint. */
export class ShareReadings1764000780000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(
      'ALTER TABLE observer.due_card ADD COLUMN hint_id text, ADD COLUMN reading jsonb, ADD COLUMN read_at timestamptz',
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(
      'ALTER TABLE observer.due_card DROP COLUMN hint_id, DROP COLUMN reading, DROP COLUMN read_at',
    );
  }
}
