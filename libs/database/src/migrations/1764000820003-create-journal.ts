import type { MigrationInterface, QueryRunner } from 'typeorm';
import { loadFunctions } from '../load-sql.js';

/**
 * What the hub has seen in the accounts: state and history, written by the observer alone and asked through libs/journal.
 * Moments without a zone are seconds of amoCRM's clock. State rows leave room for their changes; history is append-only
 * and partitioned by month.
 */
export class CreateJournal1764000820003 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('CREATE SCHEMA journal');
    for (const tables of [leads, tasks, configuration, history, accounts]) await db.query(tables);
    await loadFunctions(db, 'journal');
    await db.query(
      `SELECT journal.make_month(extract(epoch FROM now() + months * interval '1 month')::bigint)
         FROM generate_series(-1, 1) AS months`,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP SCHEMA journal CASCADE');
  }
}

const roomy = 'WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05)';

const leads = `
  CREATE TABLE journal.lead (
    account_id uuid NOT NULL,
    lead_id bigint NOT NULL,
    pipeline_id bigint NOT NULL,
    status_id bigint NOT NULL,
    owner_id bigint NOT NULL,
    price bigint NOT NULL,
    tags text[] NOT NULL,
    contact_ids bigint[] NOT NULL,
    main_contact_id bigint,
    loss_reason_id bigint,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    closed_at bigint,
    gone_at bigint,
    version int NOT NULL,
    read_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, lead_id)
  ) ${roomy};
  -- The open deals of a manager are counted by this index alone, which needs the id of leads to leave out.
  CREATE INDEX lead_active ON journal.lead (account_id, owner_id, pipeline_id, status_id) INCLUDE (lead_id)
    WHERE gone_at IS NULL AND status_id NOT IN (142, 143);
  CREATE INDEX lead_stock ON journal.lead (account_id, pipeline_id, status_id, owner_id, created_at, lead_id)
    WHERE gone_at IS NULL;
  CREATE INDEX lead_closed ON journal.lead (account_id, owner_id, status_id, closed_at)
    WHERE gone_at IS NULL AND closed_at IS NOT NULL;`;

const tasks = `
  CREATE TABLE journal.task (
    account_id uuid NOT NULL,
    task_id bigint NOT NULL,
    owner_id bigint NOT NULL,
    type_id bigint NOT NULL,
    due_at bigint NOT NULL,
    is_done boolean NOT NULL,
    entity text,
    entity_id bigint,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    gone_at bigint,
    version int NOT NULL,
    read_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, task_id)
  ) ${roomy};
  CREATE INDEX task_open ON journal.task (account_id, owner_id, due_at) WHERE gone_at IS NULL AND NOT is_done;
  CREATE INDEX task_done ON journal.task (updated_at) WHERE gone_at IS NOT NULL OR is_done;`;

const configuration = `
  CREATE TABLE journal.person (
    account_id uuid NOT NULL,
    user_id bigint NOT NULL,
    name text NOT NULL,
    group_id bigint,
    is_admin boolean NOT NULL,
    is_active boolean NOT NULL,
    gone_at bigint,
    PRIMARY KEY (account_id, user_id)
  );

  CREATE TABLE journal.pipeline (
    account_id uuid NOT NULL,
    pipeline_id bigint NOT NULL,
    name text NOT NULL,
    sort int NOT NULL,
    is_main boolean NOT NULL,
    is_archived boolean NOT NULL,
    gone_at bigint,
    PRIMARY KEY (account_id, pipeline_id)
  );

  CREATE TABLE journal.stage (
    account_id uuid NOT NULL,
    pipeline_id bigint NOT NULL,
    status_id bigint NOT NULL,
    name text NOT NULL,
    sort int NOT NULL,
    kind text NOT NULL,
    gone_at bigint,
    PRIMARY KEY (account_id, pipeline_id, status_id)
  );`;

const history = `
  CREATE TABLE journal.history (
    account_id uuid NOT NULL,
    moment bigint NOT NULL,
    event_id text NOT NULL,
    type text NOT NULL,
    entity text NOT NULL,
    entity_id bigint NOT NULL,
    author_id bigint,
    before jsonb,
    after jsonb,
    pipeline_id bigint,
    status_id bigint,
    owner_id bigint,
    PRIMARY KEY (account_id, moment, event_id)
  ) PARTITION BY RANGE (moment);
  CREATE INDEX history_card ON journal.history (account_id, entity_id, entity, moment, event_id);
  CREATE INDEX history_owner ON journal.history (account_id, owner_id, type, moment)
    INCLUDE (pipeline_id, status_id, entity_id) WHERE owner_id IS NOT NULL;`;

const accounts = `
  -- How far the observer has read each account.
  CREATE TABLE journal.account (
    account_id uuid PRIMARY KEY,
    began_at timestamptz NOT NULL,
    feed_until bigint,
    feed_from bigint,
    polled_at timestamptz,
    missed bigint NOT NULL DEFAULT 0,
    last_missed int NOT NULL DEFAULT 0,
    silent_polls int NOT NULL DEFAULT 0,
    silent_changes int NOT NULL DEFAULT 0,
    last_hook_at timestamptz,
    dropped_hints bigint NOT NULL DEFAULT 0,
    fill_step text NOT NULL,
    fill_page int NOT NULL DEFAULT 1,
    fill_wanted_from bigint NOT NULL,
    feed_ended boolean NOT NULL DEFAULT false,
    leads_ready_at timestamptz,
    tasks_ready_at timestamptz,
    feed_ready_at timestamptz,
    configuration_read_at timestamptz,
    checked_at timestamptz,
    checked jsonb
  ) ${roomy};`;
