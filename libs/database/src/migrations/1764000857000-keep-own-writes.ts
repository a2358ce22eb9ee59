import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the hub has written into leads, and webhooks that may be the echo of it. */
export class KeepOwnWrites1764000857000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE observer.own_write (
        account_id uuid NOT NULL,
        lead_id bigint NOT NULL,
        updated_at bigint NOT NULL,
        answered_at timestamptz NOT NULL,
        values jsonb NOT NULL,
        fields jsonb NOT NULL,
        is_taken boolean NOT NULL DEFAULT false,
        PRIMARY KEY (account_id, lead_id, updated_at, answered_at)
      );
      CREATE INDEX own_write_age ON observer.own_write (answered_at);
      ALTER TABLE observer.due_card ADD COLUMN hook jsonb, ADD COLUMN hooked_at timestamptz`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE observer.due_card DROP COLUMN hook, DROP COLUMN hooked_at;
      DROP TABLE observer.own_write`);
  }
}
