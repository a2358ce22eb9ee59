import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Accounts, their credentials (sealed), branches and alarms: the one schema that all services share. */
export class CreateAccounts1700000200000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE accounts.account (
        id uuid PRIMARY KEY,
        subdomain text NOT NULL,
        host text NOT NULL,
        amo_id bigint,
        name text NOT NULL,
        roles text[] NOT NULL,
        mode text NOT NULL,
        time_zone text NOT NULL,
        state text NOT NULL,
        state_reason text NOT NULL,
        state_since timestamptz NOT NULL,
        webhook_secret_hash text,
        last_good_call_at timestamptz,
        created_at timestamptz NOT NULL
      )`);
    await db.query(`CREATE UNIQUE INDEX account_host ON accounts.account (host) WHERE state <> 'removed'`);
    await db.query(`CREATE INDEX account_amo_id ON accounts.account (amo_id)`);
    await db.query(`CREATE UNIQUE INDEX account_webhook_secret ON accounts.account (webhook_secret_hash)`);
    await db.query(`
      CREATE TABLE accounts.credential (
        account_id uuid PRIMARY KEY REFERENCES accounts.account (id) ON DELETE CASCADE,
        integration_id text NOT NULL,
        redirect_uri text,
        client_secret text,
        access_token text,
        refresh_token text,
        long_lived_token text,
        access_expires_at timestamptz,
        refreshed_at timestamptz,
        generation integer NOT NULL,
        key_version integer NOT NULL
      )`);
    await db.query(`CREATE INDEX credential_integration ON accounts.credential (integration_id)`);
    await db.query(`
      CREATE TABLE accounts.branch (
        id uuid PRIMARY KEY,
        name text NOT NULL,
        regions jsonb NOT NULL,
        calendar jsonb,
        contact_person text,
        state text NOT NULL,
        account_id uuid REFERENCES accounts.account (id),
        pipeline_id bigint,
        status_id bigint,
        responsible_user_id bigint,
        exchange_user_id bigint,
        created_at timestamptz NOT NULL
      )`);
    await db.query(`CREATE UNIQUE INDEX branch_name ON accounts.branch (lower(name))`);
    await db.query(`CREATE INDEX branch_account ON accounts.branch (account_id)`);
    await db.query(`
      CREATE TABLE accounts.alarm (
        id uuid PRIMARY KEY,
        kind text NOT NULL,
        subject text NOT NULL,
        account_id uuid REFERENCES accounts.account (id) ON DELETE CASCADE,
        message text NOT NULL,
        facts jsonb NOT NULL,
        times integer NOT NULL,
        raised_at timestamptz NOT NULL,
        last_seen_at timestamptz NOT NULL,
        cleared_at timestamptz
      )`);
    await db.query(
      `CREATE UNIQUE INDEX alarm_open ON accounts.alarm (kind, subject) WHERE cleared_at IS NULL`,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    for (const table of ['alarm', 'branch', 'credential', 'account'])
      await db.query(`DROP TABLE accounts.${table}`);
  }
}
