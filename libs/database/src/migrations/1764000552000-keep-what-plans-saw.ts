import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a plan saw of the account, so that the look before it is carried out reads only what it depends on. */
export class KeepWhatPlansSaw1764000552000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE sync.plan_run ADD COLUMN seen jsonb');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE sync.plan_run DROP COLUMN seen');
  }
}
