import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The last dry plan of each account: what it found, and no plan. */
export class KeepDryPlans1764000856000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE sync.dry_plan (
        account_id uuid PRIMARY KEY,
        asked_at timestamptz NOT NULL,
        made_at timestamptz,
        failure jsonb,
        found jsonb
      )`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE sync.dry_plan');
  }
}
