import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Two bots of one reference account never have the same id there. Where two had, the newer one keeps it: a bot that was
 * renamed and uploaded became a new one.
 */
export class TellBotsApart1764000888100 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      UPDATE sync.bot SET amo_bot_id = NULL WHERE EXISTS (
        SELECT FROM sync.bot other WHERE other.reference_id = bot.reference_id AND other.amo_bot_id = bot.amo_bot_id
           AND (other.made_at, other.id) > (bot.made_at, bot.id));
      CREATE UNIQUE INDEX bot_amo_bot_id ON sync.bot (reference_id, amo_bot_id) WHERE amo_bot_id IS NOT NULL;`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX sync.bot_amo_bot_id');
  }
}
