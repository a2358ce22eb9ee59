import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A value sealed under each key, which shows a process with other keys that it has the wrong ones. */
export class ProbeSecretKeys1700000207000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('CREATE TABLE accounts.key_probe (version integer PRIMARY KEY, sealed text NOT NULL)');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE accounts.key_probe');
  }
}
