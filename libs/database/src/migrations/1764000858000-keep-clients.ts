import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Clients of accounts, as keyed hashes of phones and e-mails, and the key of these hashes. */
export class KeepClients1764000858000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- One row for the whole hub, sealed with its secret keys.
      CREATE TABLE accounts.client_key (
        one boolean PRIMARY KEY DEFAULT true CHECK (one),
        id uuid NOT NULL,
        sealed text NOT NULL
      );

      CREATE TABLE journal.contact (
        account_id uuid NOT NULL,
        contact_id bigint NOT NULL,
        hashes text[] NOT NULL,
        is_erased boolean NOT NULL,
        updated_at bigint NOT NULL,
        gone_at bigint,
        version int NOT NULL,
        read_at timestamptz NOT NULL,
        PRIMARY KEY (account_id, contact_id)
      ) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);
      -- Without a list of pending entries, which each question would read through.
      CREATE INDEX contact_hashes ON journal.contact USING gin (hashes) WITH (fastupdate = off);
      CREATE INDEX contact_gone ON journal.contact (updated_at) WHERE gone_at IS NOT NULL;
      CREATE INDEX lead_client ON journal.lead (account_id, main_contact_id, created_at)
        WHERE gone_at IS NULL AND main_contact_id IS NOT NULL;

      ALTER TABLE journal.account
        ADD contacts_state text NOT NULL DEFAULT 'off',
        ADD contacts_key uuid,
        ADD contacts_page int NOT NULL DEFAULT 1`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE journal.account DROP contacts_state, DROP contacts_key, DROP contacts_page;
      DROP INDEX journal.lead_client;
      DROP TABLE journal.contact, accounts.client_key`);
  }
}
