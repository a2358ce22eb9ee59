import type { MigrationInterface, QueryRunner } from 'typeorm';
import { makeBus } from '../load-sql.js';

/** Releases, plans, the ledger, exceptions, drift, rollouts, and bots. */
export class CreateSync1764000820007 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('CREATE SCHEMA sync');
    await makeBus(db, 'sync');
    for (const tables of [releases, rollouts, plans, ledger, drift, bots]) await db.query(tables);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP SCHEMA sync CASCADE');
  }
}

const releases = `
  CREATE TABLE sync.release (
    id uuid PRIMARY KEY,
    number serial NOT NULL UNIQUE,
    account_id uuid,
    group_id uuid,
    note text,
    made_by text,
    checksum text NOT NULL,
    configuration jsonb NOT NULL,
    made_at timestamptz NOT NULL
  );
  CREATE INDEX release_of_group ON sync.release (group_id, number);`;

const rollouts = `
  CREATE TABLE sync.rollout (
    id uuid PRIMARY KEY,
    release_id uuid NOT NULL REFERENCES sync.release,
    state text NOT NULL,
    reason jsonb,
    wave int NOT NULL,
    waves int NOT NULL,
    unproven_wave int NOT NULL,
    gate_minutes int NOT NULL,
    slow_minutes int NOT NULL,
    options jsonb NOT NULL,
    note text,
    made_by text NOT NULL,
    approved_by text,
    forced_by text,
    made_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL
  );
  CREATE INDEX rollout_newest ON sync.rollout (made_at DESC, id DESC);

  CREATE TABLE sync.rollout_account (
    rollout_id uuid NOT NULL REFERENCES sync.rollout ON DELETE CASCADE,
    account_id uuid NOT NULL,
    place int NOT NULL,
    wave int NOT NULL,
    state text NOT NULL,
    reason jsonb,
    is_planning boolean NOT NULL,
    is_accepted boolean NOT NULL,
    plan_id uuid,
    approved_plan_id uuid,
    content text,
    plans_made int NOT NULL,
    began_at timestamptz,
    verified_at timestamptz,
    -- What the gate measured of the account's lead intake.
    intake jsonb,
    PRIMARY KEY (rollout_id, account_id)
  );
  CREATE INDEX rollout_account_open ON sync.rollout_account (account_id) WHERE state NOT IN ('healthy', 'skipped');`;

const plans = `
  CREATE TABLE sync.plan_run (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL,
    release_id uuid NOT NULL REFERENCES sync.release,
    rollout_id uuid,
    state text NOT NULL,
    reason jsonb,
    plan jsonb NOT NULL,
    -- What lists show, so that nobody reads whole plans for a list.
    listed jsonb,
    irrevocable jsonb NOT NULL,
    options jsonb NOT NULL,
    -- The account as the plan saw it, so that the look before it is carried out reads only what it depends on.
    seen jsonb,
    in_flight jsonb,
    outcomes jsonb NOT NULL,
    has_begun boolean NOT NULL,
    "order" text,
    calls_planned int NOT NULL,
    calls_done int NOT NULL,
    approved_by text,
    forced_by text,
    made_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL
  );
  CREATE INDEX plan_run_newest ON sync.plan_run (made_at DESC);
  CREATE INDEX plan_run_account ON sync.plan_run (account_id, made_at DESC);
  CREATE INDEX plan_run_begun ON sync.plan_run (account_id, changed_at DESC) WHERE has_begun;
  CREATE INDEX plan_run_rollout ON sync.plan_run (rollout_id) WHERE rollout_id IS NOT NULL;

  -- The deals that plans move out of stages that go.
  CREATE TABLE sync.moved_deal (
    plan_id uuid NOT NULL REFERENCES sync.plan_run ON DELETE CASCADE,
    lead_id bigint NOT NULL,
    from_stage text NOT NULL,
    to_stage text NOT NULL,
    begun_at timestamptz NOT NULL,
    moved_at timestamptz,
    PRIMARY KEY (plan_id, lead_id)
  );

  -- What a walk over the cards of an account found, for all its plans of the day.
  CREATE TABLE sync.card_count (
    account_id uuid NOT NULL,
    entity text NOT NULL,
    walked_at timestamptz NOT NULL,
    tally jsonb NOT NULL,
    PRIMARY KEY (account_id, entity)
  );
  CREATE INDEX card_count_walked ON sync.card_count (walked_at);`;

const ledger = `
  CREATE TABLE sync.managed_object (
    account_id uuid NOT NULL,
    kind text NOT NULL,
    ref text NOT NULL,
    branch_id text NOT NULL,
    origin text NOT NULL,
    ticked_by text,
    ticked_at timestamptz,
    PRIMARY KEY (account_id, kind, ref)
  );`;

const drift = `
  -- Differences that head office allows an account until a date. An exception is about an object by its identity: a release
  -- may give the key of one object to another.
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
  CREATE UNIQUE INDEX account_exception_object ON sync.account_exception (account_id, kind, ref);
  CREATE INDEX account_exception_ends ON sync.account_exception (ends_at) WHERE expired_at IS NULL;

  -- What accounts differ in from the release they were brought to.
  CREATE TABLE sync.drift_account (
    account_id uuid PRIMARY KEY,
    release_id uuid,
    asked_at timestamptz,
    read_at timestamptz,
    unread_since timestamptz,
    unread_why jsonb,
    is_owed boolean NOT NULL,
    admins jsonb
  );
  CREATE TABLE sync.drift_finding (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL,
    release_id uuid NOT NULL,
    kind text NOT NULL,
    key text NOT NULL,
    drift jsonb NOT NULL,
    absent_at timestamptz,
    seen_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    gone_at timestamptz,
    ending text,
    returns int NOT NULL,
    proposal jsonb
  );
  CREATE UNIQUE INDEX drift_finding_open ON sync.drift_finding (account_id, kind, key) WHERE gone_at IS NULL;
  CREATE INDEX drift_finding_past ON sync.drift_finding (account_id, gone_at) WHERE gone_at IS NOT NULL;
  CREATE INDEX drift_finding_newest ON sync.drift_finding (seen_at DESC, id DESC);`;

const bots = `
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
    -- What lists show of it.
    facts jsonb,
    PRIMARY KEY (bot_id, number)
  );

  -- What branches answered about the bots of a reference account.
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
    -- The lead in which the mark of the delivered bot was found.
    ran_on bigint,
    UNIQUE (bot_id, version, account_id, checksum)
  );
  CREATE INDEX bot_delivery_newest ON sync.bot_delivery (account_id, made_at DESC, id DESC);`;
