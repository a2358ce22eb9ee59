import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the gate of an account in a rollout measured of its lead intake. */
export class MeasureIntake1764000562000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE sync.rollout_account ADD COLUMN intake jsonb');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE sync.rollout_account DROP COLUMN intake');
  }
}
