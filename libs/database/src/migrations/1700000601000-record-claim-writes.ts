import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A claim knows when the change of its lead was first and last begun. */
export class RecordClaimWrites1700000601000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(
      `ALTER TABLE limits.claim ADD write_begun_at timestamptz, ADD write_repeated_at timestamptz`,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE limits.claim DROP write_begun_at, DROP write_repeated_at`);
  }
}
