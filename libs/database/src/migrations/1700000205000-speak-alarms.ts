import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Alarms are said from kind and facts in the reader's language, and may be about a branch. */
export class SpeakAlarms1700000205000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE accounts.alarm DROP COLUMN message, ADD COLUMN branch_id uuid');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(
      `ALTER TABLE accounts.alarm DROP COLUMN branch_id, ADD COLUMN message text NOT NULL DEFAULT ''`,
    );
  }
}
