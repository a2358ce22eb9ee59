import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The bots that a rollout carries, and what came of them in each of its accounts. */
export class CarryBots1764000880000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE sync.rollout ADD COLUMN bots jsonb NOT NULL DEFAULT '[]'`);
    await db.query('ALTER TABLE sync.rollout_account ADD COLUMN bots jsonb');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE sync.rollout_account DROP COLUMN bots');
    await db.query('ALTER TABLE sync.rollout DROP COLUMN bots');
  }
}
