import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What became of each change of a plan, by the address of its object. */
export class KeepOutcomes1700000401000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE sync.plan_run ADD COLUMN outcomes jsonb NOT NULL DEFAULT '{}'`);
    await db.query('ALTER TABLE sync.plan_run ALTER COLUMN outcomes DROP DEFAULT');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE sync.plan_run DROP COLUMN outcomes');
  }
}
