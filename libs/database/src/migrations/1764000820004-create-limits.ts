import type { MigrationInterface, QueryRunner } from 'typeorm';
import { makeBus } from '../load-sql.js';

/** Settings of the lead exchange, limits per user, claims, and the quotas of branches. */
export class CreateLimits1764000820004 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('CREATE SCHEMA limits');
    await makeBus(db, 'limits');
    for (const tables of [exchange, claims, quotas]) await db.query(tables);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP SCHEMA limits CASCADE');
  }
}

const exchange = `
  CREATE TABLE limits.exchange (
    account_id uuid PRIMARY KEY,
    settings jsonb NOT NULL,
    saved_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    limits_version integer NOT NULL DEFAULT 0
  );

  CREATE TABLE limits.user_limits (
    account_id uuid NOT NULL,
    user_id bigint NOT NULL,
    enabled boolean NOT NULL,
    limits jsonb NOT NULL,
    started_at timestamptz,
    PRIMARY KEY (account_id, user_id)
  );

  -- Leads that are in the stock by the journal and cannot be given for a time.
  CREATE TABLE limits.set_aside (
    account_id uuid NOT NULL,
    lead_id bigint NOT NULL,
    since timestamptz NOT NULL,
    until timestamptz NOT NULL,
    refusals int NOT NULL,
    problem jsonb,
    PRIMARY KEY (account_id, lead_id)
  );
  CREATE INDEX set_aside_now ON limits.set_aside (account_id, until);
  CREATE INDEX set_aside_until ON limits.set_aside (until);
  CREATE INDEX set_aside_refused ON limits.set_aside (since, lead_id) WHERE refusals > 0;`;

const claims = `
  CREATE TABLE limits.claim (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL,
    user_id bigint NOT NULL,
    idempotency_key text,
    state text NOT NULL,
    lead_id bigint,
    terms jsonb,
    blocks jsonb NOT NULL,
    problem jsonb,
    correlation_id text NOT NULL,
    pressed_at timestamptz NOT NULL,
    settled_at timestamptz,
    write_begun_at timestamptz,
    write_repeated_at timestamptz,
    changed_at bigint
  );
  CREATE UNIQUE INDEX claim_key ON limits.claim (account_id, user_id, idempotency_key);
  -- A lead is reserved once at a time, and a user reserves one at a time.
  CREATE UNIQUE INDEX claim_open_lead ON limits.claim (account_id, lead_id) WHERE state = 'reserved';
  CREATE UNIQUE INDEX claim_open_user ON limits.claim (account_id, user_id) WHERE state = 'reserved';
  CREATE INDEX claim_granted ON limits.claim (account_id, user_id, settled_at) WHERE state = 'granted';
  CREATE INDEX claim_given ON limits.claim (account_id, settled_at) WHERE state = 'granted';
  CREATE INDEX claim_of_account ON limits.claim (account_id, pressed_at, id);
  CREATE INDEX claim_pressed ON limits.claim (pressed_at);`;

/**
 * How many leads a branch may get, and the leads that count: a row per transfer, reserved before the transfer is added.
 * `reservation_given` counts what a branch got since a moment, `reservation_open` what of that is not closed yet.
 */
const quotas = `
  CREATE TABLE limits.quota (
    branch_id uuid PRIMARY KEY,
    limits jsonb NOT NULL,
    time_zone text,
    version int NOT NULL,
    saved_at timestamptz NOT NULL
  );

  CREATE TABLE limits.reservation (
    transfer_id uuid PRIMARY KEY,
    branch_id uuid NOT NULL,
    hq_account_id uuid NOT NULL,
    hq_lead_id bigint NOT NULL,
    state text NOT NULL,
    reserved_at timestamptz NOT NULL,
    review_at timestamptz NOT NULL,
    settled_at timestamptz,
    account_id uuid,
    lead_id bigint,
    closed_at timestamptz
  );
  CREATE UNIQUE INDEX reservation_lead ON limits.reservation (hq_account_id, hq_lead_id) WHERE state = 'reserved';
  CREATE INDEX reservation_given ON limits.reservation (branch_id, reserved_at)
    WHERE state IN ('reserved', 'confirmed');
  CREATE INDEX reservation_open ON limits.reservation (branch_id)
    WHERE state IN ('reserved', 'confirmed') AND closed_at IS NULL;
  CREATE INDEX reservation_review ON limits.reservation (review_at)
    WHERE state IN ('reserved', 'confirmed') AND closed_at IS NULL;
  CREATE INDEX reservation_age ON limits.reservation (reserved_at);`;
