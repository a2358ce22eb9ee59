import type { MigrationInterface, QueryRunner } from 'typeorm';
import { CreateBus1700000100000 } from './1700000100000-create-bus.js';
import { LightenBus1700000101000 } from './1700000101000-lighten-bus.js';
import { SteadyBusPlans1700000102000 } from './1700000102000-steady-bus-plans.js';
import { OrderBusLocks1700000103000 } from './1700000103000-order-bus-locks.js';
import { SpeakDeadLetters1700000109000 } from './1700000109000-speak-dead-letters.js';
import { WakeWaitingWork1700000110000 } from './1700000110000-wake-waiting-work.js';
import { KeepSchedules1764000580000 } from './1764000580000-keep-schedules.js';

/** What the first services got one after the other. */
const tablesOfTheBus = [
  CreateBus1700000100000,
  LightenBus1700000101000,
  SteadyBusPlans1700000102000,
  OrderBusLocks1700000103000,
  SpeakDeadLetters1700000109000,
  WakeWaitingWork1700000110000,
  KeepSchedules1764000580000,
];

/** The observer: its tables of the bus, the cards it has to read, and the healing poll with all that the gateway kept for it. */
export class CreateObserver1764000601000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('CREATE SCHEMA observer');
    for (const Tables of tablesOfTheBus) await new Tables(['observer']).up(db);
    await db.query(cards);
    await db.query(takeOver);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP SCHEMA observer CASCADE');
    await db.query(giveBack);
  }
}

const seenChange = (schema: string) => `
  CREATE TABLE ${schema}.seen_change (
    account_id uuid NOT NULL,
    entity text NOT NULL,
    entity_id bigint NOT NULL,
    changed_at bigint NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, entity, entity_id)
  );`;

const cards = `
  ${seenChange('observer')}
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
    PRIMARY KEY (account_id, entity, entity_id)
  );
  CREATE INDEX due_card_next ON observer.due_card (account_id, lane, due_at);
  CREATE TABLE observer.read_round (
    account_id uuid NOT NULL,
    lane text NOT NULL,
    round bigint NOT NULL,
    PRIMARY KEY (account_id, lane)
  );`;

const takeOver = `
  INSERT INTO observer.seen_change SELECT account_id, entity, entity_id, changed_at, received_at FROM gateway.seen_change;
  INSERT INTO journal.account (account_id, began_at, feed_until, polled_at, missed, last_missed, silent_polls,
    silent_changes, last_hook_at, fill_step, fill_wanted_from)
  SELECT p.account_id, now(), p.polled_until, p.polled_at, p.missed, p.last_missed, p.silent_polls, p.silent_changes,
    w.received_at, 'configuration',
    extract(epoch FROM
      (date_trunc('month', now() AT TIME ZONE a.time_zone) - interval '1 month') AT TIME ZONE a.time_zone)::bigint
  FROM gateway.poll p JOIN accounts.account a ON a.id = p.account_id
    LEFT JOIN gateway.last_webhook w ON w.account_id = p.account_id;
  DELETE FROM gateway.inbox_lane WHERE consumer = 'gateway.poll';
  DELETE FROM gateway.inbox WHERE consumer = 'gateway.poll';
  DELETE FROM gateway.schedule_run WHERE consumer = 'gateway.poll';
  DROP TABLE gateway.poll, gateway.seen_change;`;

const giveBack = `
  ${seenChange('gateway')}
  CREATE TABLE gateway.poll (
    account_id uuid PRIMARY KEY,
    polled_until bigint NOT NULL,
    polled_at timestamptz NOT NULL,
    missed bigint NOT NULL DEFAULT 0,
    last_missed integer NOT NULL DEFAULT 0,
    silent_polls integer NOT NULL DEFAULT 0,
    silent_changes integer NOT NULL DEFAULT 0
  );
  INSERT INTO gateway.poll SELECT account_id, feed_until, polled_at, missed, last_missed, silent_polls, silent_changes
  FROM journal.account WHERE feed_until IS NOT NULL AND polled_at IS NOT NULL;`;
