import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Differences that head office allows an account until a date. */
export class KeepExceptions1764000550000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE sync.account_exception (
        id uuid PRIMARY KEY,
        account_id uuid NOT NULL,
        kind text NOT NULL,
        key text NOT NULL,
        ref text NOT NULL,
        name text NOT NULL,
        attributes text[] NOT NULL,
        reason text NOT NULL,
        ends_at timestamptz NOT NULL,
        made_by text NOT NULL,
        made_at timestamptz NOT NULL,
        expired_at timestamptz
      );
      CREATE UNIQUE INDEX account_exception_object ON sync.account_exception (account_id, kind, key);
      CREATE INDEX account_exception_ends ON sync.account_exception (ends_at) WHERE expired_at IS NULL;`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE sync.account_exception');
  }
}
