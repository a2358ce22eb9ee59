import type { MigrationInterface, QueryRunner } from 'typeorm';
import { makeBus } from '../load-sql.js';

/** The cards that the observer has to read, and the changes it has heard of. */
export class CreateObserver1764000820005 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('CREATE SCHEMA observer');
    await makeBus(db, 'observer');
    await db.query(cards);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP SCHEMA observer CASCADE');
  }
}

const cards = `
  CREATE TABLE observer.seen_change (
    account_id uuid NOT NULL,
    entity text NOT NULL,
    entity_id bigint NOT NULL,
    changed_at bigint NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, entity, entity_id)
  );
  CREATE INDEX seen_change_age ON observer.seen_change (received_at);

  CREATE TABLE observer.due_card (
    account_id uuid NOT NULL,
    entity text NOT NULL,
    entity_id bigint NOT NULL,
    lane text NOT NULL,
    asks int NOT NULL,
    asked_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    changed_at bigint,
    changed_by bigint,
    is_deletion_told boolean NOT NULL,
    absent_reads int NOT NULL DEFAULT 0,
    absent_since timestamptz,
    failed_reads int NOT NULL DEFAULT 0,
    -- The last hint, and the reading with which another service has answered it.
    hint_id text,
    reading jsonb,
    read_at timestamptz,
    PRIMARY KEY (account_id, entity, entity_id)
  );
  CREATE INDEX due_card_next ON observer.due_card (account_id, lane, due_at);

  -- Counts the jobs that read a lane of an account.
  CREATE TABLE observer.read_round (
    account_id uuid NOT NULL,
    lane text NOT NULL,
    round bigint NOT NULL,
    PRIMARY KEY (account_id, lane)
  );`;
