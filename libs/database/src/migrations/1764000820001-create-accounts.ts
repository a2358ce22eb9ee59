import type { MigrationInterface, QueryRunner } from 'typeorm';
import { loadFunctions } from '../load-sql.js';

/** The schema that all services share: accounts, their sealed credentials, branches, alarms, and the rate budget. */
export class CreateAccounts1764000820001 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('CREATE SCHEMA accounts');
    for (const tables of [accounts, branches, alarms, rateBudget]) await db.query(tables);
    await loadFunctions(db, 'accounts');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP SCHEMA accounts CASCADE');
  }
}

const accounts = `
  CREATE TABLE accounts.reference_group (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    name_key text NOT NULL UNIQUE,
    created_at timestamptz NOT NULL
  );

  CREATE TABLE accounts.account (
    id uuid PRIMARY KEY,
    subdomain text NOT NULL,
    host text NOT NULL,
    amo_id bigint,
    hub_user_id bigint,
    name text NOT NULL,
    roles text[] NOT NULL,
    group_id uuid REFERENCES accounts.reference_group,
    mode text NOT NULL,
    time_zone text NOT NULL,
    duplicate_control text NOT NULL DEFAULT 'unknown',
    state text NOT NULL,
    state_reason text NOT NULL,
    state_since timestamptz NOT NULL,
    webhook_secret_hash text,
    usable_at timestamptz,
    last_good_call_at timestamptz,
    created_at timestamptz NOT NULL
  );
  CREATE UNIQUE INDEX account_host ON accounts.account (host) WHERE state <> 'removed';
  CREATE INDEX account_amo_id ON accounts.account (amo_id);
  CREATE INDEX account_group ON accounts.account (group_id);
  CREATE UNIQUE INDEX account_webhook_secret ON accounts.account (webhook_secret_hash);
  CREATE INDEX account_usable ON accounts.account (usable_at) WHERE usable_at IS NOT NULL;

  CREATE TABLE accounts.credential (
    account_id uuid PRIMARY KEY REFERENCES accounts.account (id) ON DELETE CASCADE,
    integration_id text NOT NULL,
    redirect_uri text,
    widget_audience text,
    client_secret text,
    access_token text,
    refresh_token text,
    long_lived_token text,
    access_expires_at timestamptz,
    refreshed_at timestamptz,
    generation integer NOT NULL,
    key_version integer NOT NULL
  );
  CREATE INDEX credential_integration ON accounts.credential (integration_id);

  -- A value sealed under each key, which shows a process with other keys that it has the wrong ones.
  CREATE TABLE accounts.key_probe (
    version integer PRIMARY KEY,
    sealed text NOT NULL
  );`;

const branches = `
  -- Names are compared as routing compares them, and closed branches own none: the gateway compares them under a lock of
  -- the table, which no index can express.
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
    created_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1
  );
  CREATE INDEX branch_account ON accounts.branch (account_id);

  -- Branches that have a quota: the router reads them with the branches, and asks limits about no others.
  CREATE TABLE accounts.limited_branch (
    branch_id uuid PRIMARY KEY
  );`;

const alarms = `
  CREATE TABLE accounts.alarm (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    subject text NOT NULL,
    account_id uuid REFERENCES accounts.account (id) ON DELETE CASCADE,
    branch_id uuid,
    facts jsonb NOT NULL,
    times integer NOT NULL,
    raised_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    cleared_at timestamptz
  );
  CREATE UNIQUE INDEX alarm_open ON accounts.alarm (kind, subject) WHERE cleared_at IS NULL;
  CREATE INDEX alarm_place ON accounts.alarm (raised_at, id);
  CREATE INDEX alarm_open_place ON accounts.alarm (raised_at, id) WHERE cleared_at IS NULL;
  CREATE INDEX alarm_of_account ON accounts.alarm (account_id, raised_at, id);
  CREATE INDEX alarm_cleared ON accounts.alarm (cleared_at) WHERE cleared_at IS NOT NULL;`;

/**
 * The calls per second that all processes share. Seven slots per budget; a slot is free again one second after its
 * call's answer, so at the far end no window of one second can ever see an eighth call: of two calls on one slot the
 * second leaves a full second after the first was answered. Unlogged: after a crash of PostgreSQL all slots start
 * free, one second after its start at the earliest. Stops are logged, because they must outlive a crash.
 */
const rateBudget = `
  CREATE UNLOGGED TABLE accounts.rate_budget (
    budget text PRIMARY KEY,
    bulk_next_at timestamptz NOT NULL DEFAULT '-infinity',
    routing_served_at timestamptz NOT NULL DEFAULT '-infinity',
    bulk_served_at timestamptz NOT NULL DEFAULT '-infinity'
  );

  CREATE UNLOGGED TABLE accounts.rate_slot (
    budget text NOT NULL,
    slot smallint NOT NULL,
    holder uuid,
    free_at timestamptz NOT NULL,
    PRIMARY KEY (budget, slot)
  );

  CREATE UNLOGGED TABLE accounts.rate_waiter (
    waiter uuid PRIMARY KEY,
    budget text NOT NULL,
    priority smallint NOT NULL,
    since timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
  );
  CREATE INDEX rate_waiter_budget ON accounts.rate_waiter (budget);

  CREATE TABLE accounts.rate_stop (
    budget text PRIMARY KEY,
    reason text NOT NULL,
    -- By it a stopped budget is listed among what waits for a person, whoever caused the stop.
    stopped_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    until timestamptz NOT NULL,
    -- A refusal of a call that began before a person resumed the budget does not stop it again.
    resumed_at timestamptz
  );`;
