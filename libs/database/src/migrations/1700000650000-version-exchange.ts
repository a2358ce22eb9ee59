import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Settings and limits of an exchange have a version each, so that a write names the one it takes the place of. */
export class VersionExchange1700000650000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE limits.exchange ADD COLUMN version integer NOT NULL DEFAULT 1,
      ADD COLUMN limits_version integer NOT NULL DEFAULT 0`);
    await db.query(`UPDATE limits.exchange e SET limits_version = 1
      WHERE EXISTS (SELECT FROM limits.user_limits u WHERE u.account_id = e.account_id)`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE limits.exchange DROP COLUMN version, DROP COLUMN limits_version');
  }
}
