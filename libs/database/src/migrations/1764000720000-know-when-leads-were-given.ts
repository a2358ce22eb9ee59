import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A grant keeps amoCRM's own second of the change, so that an older row of a lagging list is not taken for it. */
export class KnowWhenLeadsWereGiven1764000720000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE limits.claim ADD changed_at bigint`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE limits.claim DROP changed_at`);
  }
}
