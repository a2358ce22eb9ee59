import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Since when a change of a lead or task was known and not read, when the account was polled last. */
export class KnowUnreadSince1764000908000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE journal.account ADD COLUMN unread_since timestamptz');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE journal.account DROP COLUMN unread_since');
  }
}
