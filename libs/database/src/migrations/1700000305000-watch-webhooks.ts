import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The poll remembers what it found while no webhook of the account arrived. */
export class WatchWebhooks1700000305000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE gateway.poll ADD COLUMN silent_polls integer NOT NULL DEFAULT 0,
        ADD COLUMN silent_changes integer NOT NULL DEFAULT 0`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE gateway.poll DROP COLUMN silent_polls, DROP COLUMN silent_changes');
  }
}
