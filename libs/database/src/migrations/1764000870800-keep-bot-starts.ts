import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which bots of its branch a delivered file starts. Null: it was made before that was kept. */
export class KeepBotStarts1764000870800 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE sync.bot_delivery ADD COLUMN started jsonb');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE sync.bot_delivery DROP COLUMN started');
  }
}
