import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Since when a due card is unread, and whether no list may answer for it: later hints overwrote both. Cards that an earlier
 * version makes due meanwhile are read by id. The journal keeps the two moments of leads and tasks apart.
 */
export class KnowFirstChange1764000912000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    // In the order in which a poll locks them: older copies may be running.
    await db.query('ALTER TABLE journal.account ADD COLUMN tasks_unread_since timestamptz');
    await db.query(
      `ALTER TABLE observer.due_card ADD COLUMN unread_since timestamptz NOT NULL DEFAULT now(),
         ADD COLUMN is_read_by_id boolean NOT NULL DEFAULT true`,
    );
    await db.query(
      'UPDATE observer.due_card SET unread_since = asked_at, is_read_by_id = changed_at IS NULL',
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE journal.account DROP COLUMN tasks_unread_since');
    await db.query('ALTER TABLE observer.due_card DROP COLUMN unread_since, DROP COLUMN is_read_by_id');
  }
}
