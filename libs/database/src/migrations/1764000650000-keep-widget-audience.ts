import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The audience that the widget's tokens of an integration name; empty: the address of its redirect. */
export class KeepWidgetAudience1764000650000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE accounts.credential ADD COLUMN widget_audience text');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE accounts.credential DROP COLUMN widget_audience');
  }
}
