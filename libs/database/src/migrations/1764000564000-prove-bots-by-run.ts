import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The lead in which the mark of a delivered bot was found. */
export class ProveBotsByRun1764000564000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE sync.bot_delivery ADD COLUMN ran_on bigint');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE sync.bot_delivery DROP COLUMN ran_on');
  }
}
