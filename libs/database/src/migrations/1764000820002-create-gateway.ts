import type { MigrationInterface, QueryRunner } from 'typeorm';
import { loadFunctions, makeBus } from '../load-sql.js';

/** API keys, the audit trail, remembered answers, links for connecting accounts, and webhooks. */
export class CreateGateway1764000820002 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('CREATE SCHEMA gateway');
    await makeBus(db, 'gateway');
    for (const tables of [access, webhooks]) await db.query(tables);
    await loadFunctions(db, 'gateway');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP SCHEMA gateway CASCADE');
  }
}

const access = `
  CREATE TABLE gateway.api_key (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    prefix text NOT NULL,
    hash text NOT NULL,
    role text NOT NULL,
    branch_ids uuid[],
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    revoked_at timestamptz(3)
  );
  CREATE UNIQUE INDEX api_key_hash ON gateway.api_key (hash);

  CREATE TABLE gateway.audit (
    id uuid PRIMARY KEY,
    at timestamptz(3) NOT NULL DEFAULT now(),
    actor_id uuid NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    correlation_id text NOT NULL,
    outcome text NOT NULL DEFAULT 'unknown',
    request jsonb,
    before jsonb,
    after jsonb
  );
  CREATE INDEX audit_at ON gateway.audit (at, id);

  -- Answers to requests with an Idempotency-Key.
  CREATE TABLE gateway.idempotency (
    caller_id uuid NOT NULL,
    key text NOT NULL,
    body_hash text NOT NULL,
    is_done boolean NOT NULL DEFAULT false,
    answer jsonb,
    started_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (caller_id, key)
  );
  CREATE INDEX idempotency_started_at ON gateway.idempotency (started_at);

  -- A connect link is good for one connection.
  CREATE TABLE gateway.connect_link (
    nonce uuid PRIMARY KEY,
    account_id uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    spent_at timestamptz
  );
  CREATE INDEX connect_link_account ON gateway.connect_link (account_id);`;

/**
 * Webhooks are written once and never updated: a cursor over their numbers says what was read. Beside the key there is only
 * a BRIN index of a few pages, so that a webhook costs one row and one index entry.
 */
const webhooks = `
  CREATE TABLE gateway.webhook (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id uuid NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    body text NOT NULL
  );
  CREATE INDEX webhook_received_at ON gateway.webhook USING brin (received_at);

  CREATE TABLE gateway.webhook_cursor (
    id integer PRIMARY KEY DEFAULT 1 CHECK (id = 1),
    read_to bigint NOT NULL
  );
  INSERT INTO gateway.webhook_cursor (read_to) VALUES (0);

  CREATE TABLE gateway.last_webhook (
    account_id uuid PRIMARY KEY,
    received_at timestamptz NOT NULL
  );`;
