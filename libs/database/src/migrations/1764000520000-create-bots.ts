import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Bots of reference accounts, what branches answered about them, and their deliveries. */
export class CreateBots1764000520000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE sync.bot (
        id uuid PRIMARY KEY,
        reference_id uuid NOT NULL,
        name text NOT NULL,
        amo_bot_id bigint,
        triggers text,
        made_at timestamptz NOT NULL,
        UNIQUE (reference_id, name)
      );
      CREATE TABLE sync.bot_version (
        bot_id uuid NOT NULL REFERENCES sync.bot,
        number int NOT NULL,
        checksum text NOT NULL,
        file text NOT NULL,
        objects jsonb NOT NULL,
        note text,
        made_at timestamptz NOT NULL,
        PRIMARY KEY (bot_id, number)
      );
      CREATE TABLE sync.bot_answer (
        account_id uuid NOT NULL,
        reference_id uuid NOT NULL,
        kind text NOT NULL,
        ref text NOT NULL,
        value text NOT NULL,
        answered_by text NOT NULL,
        answered_at timestamptz NOT NULL,
        PRIMARY KEY (account_id, reference_id, kind, ref)
      );
      CREATE TABLE sync.bot_delivery (
        id uuid PRIMARY KEY,
        bot_id uuid NOT NULL REFERENCES sync.bot,
        version int NOT NULL,
        account_id uuid NOT NULL,
        state text NOT NULL,
        checksum text NOT NULL,
        mark text NOT NULL,
        amo_bot_id bigint,
        declared_by text,
        seen_in_list boolean NOT NULL,
        ticks jsonb NOT NULL,
        task_id bigint,
        write_begun_at timestamptz,
        write_repeated_at timestamptz,
        made_by text NOT NULL,
        made_at timestamptz NOT NULL,
        changed_at timestamptz NOT NULL,
        UNIQUE (bot_id, version, account_id, checksum)
      );
      CREATE INDEX bot_delivery_newest ON sync.bot_delivery (account_id, made_at DESC, id DESC);`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE sync.bot_delivery, sync.bot_answer, sync.bot_version, sync.bot');
  }
}
