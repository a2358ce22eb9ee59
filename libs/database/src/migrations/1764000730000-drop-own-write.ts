import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Nobody wrote it: an own write is read like any other change (ADR 9). */
export class DropOwnWrite1764000730000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE journal.own_write');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE journal.own_write (
        id uuid PRIMARY KEY,
        account_id uuid NOT NULL,
        entity text NOT NULL,
        entity_id bigint NOT NULL,
        changed jsonb NOT NULL,
        updated_at bigint NOT NULL,
        written_at timestamptz NOT NULL
      );
      CREATE INDEX own_write_card ON journal.own_write (account_id, entity, entity_id, updated_at);
      CREATE INDEX own_write_age ON journal.own_write (written_at);`);
  }
}
