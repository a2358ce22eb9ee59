import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Writes of single lists that may still be running, so that no apply begins meanwhile. */
export class KeepListWrites1764000865000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE sync.list_write (
        account_id uuid NOT NULL, field_id bigint NOT NULL, until timestamptz NOT NULL,
        PRIMARY KEY (account_id, field_id));`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE sync.list_write');
  }
}
