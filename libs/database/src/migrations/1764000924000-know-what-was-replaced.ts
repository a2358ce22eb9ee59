import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the reported changes of a card that is to be read have replaced, by which their author is believed. */
export class KnowWhatWasReplaced1764000924000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE observer.due_card ADD COLUMN changed_from jsonb NOT NULL DEFAULT '{}'`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE observer.due_card DROP COLUMN changed_from');
  }
}
