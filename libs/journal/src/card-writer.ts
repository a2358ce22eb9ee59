import type { LeadState, TaskState } from '@hub/contracts';
import { In, type EntityManager } from 'typeorm';
import { JournalContact, type ContactState } from './contact.entity.js';
import { goneType } from './history-writer.js';
import { JournalLead } from './lead.entity.js';
import { JournalTask } from './task.entity.js';

/** Kinds of cards whose state the journal keeps. */
export type CardKind = 'lead' | 'task' | 'contact';
export type CardState = LeadState | TaskState | ContactState;

/** A card as the journal has it. */
export interface KnownCard<S> {
  state: S;
  version: number;
  goneAt: number | null;
  readAt: Date;
}

/** A card as it is to be written. */
export interface CardRow<S> extends KnownCard<S> {
  id: number;
}

const lead = { Entity: JournalLead, id: 'leadId', column: 'lead_id' } as const;
const task = { Entity: JournalTask, id: 'taskId', column: 'task_id' } as const;
const contact = { Entity: JournalContact, id: 'contactId', column: 'contact_id' } as const;
const tables = { lead, task, contact } as const;
const cardsAtOnce = 5_000;

/** Reads and writes the state of cards. */
export class CardWriter {
  /** What is known of these leads, by id. */
  async findLeads(
    tx: EntityManager,
    accountId: string,
    ids: readonly number[],
  ): Promise<Map<number, KnownCard<LeadState>>> {
    const rows = await tx.findBy(JournalLead, { accountId, leadId: In([...ids]) });
    return new Map(rows.map(({ leadId, ...row }) => [leadId, knownOf<LeadState>(row)]));
  }

  /** What is known of these tasks, by id. */
  async findTasks(
    tx: EntityManager,
    accountId: string,
    ids: readonly number[],
  ): Promise<Map<number, KnownCard<TaskState>>> {
    const rows = await tx.findBy(JournalTask, { accountId, taskId: In([...ids]) });
    return new Map(rows.map(({ taskId, ...row }) => [taskId, knownOf<TaskState>(row)]));
  }

  /** What is known of these contacts, by id. */
  async findContacts(
    tx: EntityManager,
    accountId: string,
    ids: readonly number[],
  ): Promise<Map<number, KnownCard<ContactState>>> {
    const rows = await tx.findBy(JournalContact, { accountId, contactId: In([...ids]) });
    return new Map(rows.map(({ contactId, ...row }) => [contactId, knownOf<ContactState>(row)]));
  }

  /** Writes leads as they are now. */
  async saveLeads(tx: EntityManager, accountId: string, rows: readonly CardRow<LeadState>[]): Promise<void> {
    await upsert(tx, lead, accountId, rows);
  }

  /** Writes tasks as they are now. */
  async saveTasks(tx: EntityManager, accountId: string, rows: readonly CardRow<TaskState>[]): Promise<void> {
    await upsert(tx, task, accountId, rows);
  }

  /** Writes contacts as they are now; of one that is gone no hash stays. */
  async saveContacts(
    tx: EntityManager,
    accountId: string,
    rows: readonly CardRow<ContactState>[],
  ): Promise<void> {
    const kept = rows.map((row) =>
      row.goneAt === null ? row : { ...row, state: { ...row.state, hashes: [] } },
    );
    await upsert(tx, contact, accountId, kept);
  }

  /** Notes that cards were read at this moment and had not changed. */
  async touch(
    tx: EntityManager,
    kind: CardKind,
    accountId: string,
    { ids, readAt }: { ids: readonly number[]; readAt: Date },
  ): Promise<void> {
    const { column } = tables[kind];
    if (ids.length > 0)
      await tx.query(
        `UPDATE journal.${kind} SET read_at = $3
          WHERE account_id = $1 AND ${column} = ANY($2::bigint[]) AND read_at < $3`,
        [accountId, ids, readAt],
      );
  }

  /**
   * Cards that exist according to the journal and that no reading has found since a moment. Tasks: the open ones. Goes through
   * all cards of the account by the primary key, some at a time: the moment of a reading has no index, because it changes
   * with every reading.
   */
  async findReadBefore(
    tx: EntityManager,
    kind: CardKind,
    accountId: string,
    moment: Date,
  ): Promise<number[]> {
    const { column } = tables[kind];
    const found: number[] = [];
    for (let last: string | null = '0'; last !== null;) {
      const [page]: { last: string | null; ids: string[] | null }[] = await tx.query(
        `SELECT max(id) AS last, array_agg(id ORDER BY id) FILTER (WHERE is_unmet) AS ids FROM (
           SELECT ${column} AS id, read_at < $2 AND gone_at IS NULL ${kind === 'task' ? 'AND NOT is_done' : ''} AS is_unmet
             FROM journal.${kind} WHERE account_id = $1 AND ${column} > $3 ORDER BY ${column} LIMIT ${cardsAtOnce}) AS page`,
        [accountId, moment, last],
      );
      found.push(...(page?.ids ?? []).map(Number));
      last = page?.last ?? null;
    }
    return found;
  }

  /** Leads that exist according to the journal and have one of these main contacts. Index `lead_client`. */
  async findByMainContact(
    tx: EntityManager,
    accountId: string,
    contactIds: readonly number[],
  ): Promise<number[]> {
    const rows: { id: string }[] = await tx.query(
      `SELECT lead_id AS id FROM journal.lead
        WHERE account_id = $1 AND main_contact_id = ANY($2::bigint[]) AND gone_at IS NULL ORDER BY 1`,
      [accountId, contactIds],
    );
    return rows.map(({ id }) => Number(id));
  }

  /** The newest leads that exist according to the journal and have no contact, `most` of them. Index `lead_client`. */
  async findWithoutContact(tx: EntityManager, accountId: string, most: number): Promise<number[]> {
    const rows: { id: string }[] = await tx.query(
      `SELECT lead_id AS id FROM journal.lead
        WHERE account_id = $1 AND main_contact_id IS NULL AND gone_at IS NULL ORDER BY created_at DESC LIMIT $2`,
      [accountId, most],
    );
    return rows.map(({ id }) => Number(id));
  }

  /** Contacts that exist according to the journal and have one of these hashes, `most` of them. Index `contact_hashes`. */
  async findByHashes(
    tx: EntityManager,
    accountId: string,
    { hashes, most }: { hashes: readonly string[]; most: number },
  ): Promise<number[]> {
    const rows: { id: string }[] = await tx.query(
      `SELECT contact_id AS id FROM journal.contact
        WHERE account_id = $1 AND hashes && $2::text[] AND gone_at IS NULL ORDER BY contact_id DESC LIMIT $3`,
      [accountId, hashes, most],
    );
    return rows.map(({ id }) => Number(id));
  }

  /**
   * Open tasks of cards that were found gone since a moment, by the hub's seconds, and of whose deletion there is no event: they
   * were merged into others. Indexes `task_open` and `history_card`.
   */
  async findTasksOfGone(tx: EntityManager, accountId: string, since: number): Promise<number[]> {
    const rows: { id: string }[] = await tx.query(
      `SELECT task_id AS id FROM journal.task
        WHERE account_id = $1 AND gone_at IS NULL AND NOT is_done AND EXISTS (
          SELECT FROM journal.history
           WHERE history.account_id = $1 AND history.entity_id = task.entity_id AND history.entity = task.entity
             AND history.type = '${goneType}' AND history.moment >= $2)
        ORDER BY 1`,
      [accountId, since],
    );
    return rows.map(({ id }) => Number(id));
  }

  /**
   * Whether a lead that is there was created in a span of amoCRM's seconds. Reads the part of the account in the index
   * `lead_client`, and no lead.
   */
  async hasLeadCreated(
    tx: EntityManager,
    accountId: string,
    { from, to }: { from: number; to: number },
  ): Promise<boolean> {
    const rows: unknown[] = await tx.query(
      `SELECT 1 FROM journal.lead WHERE account_id = $1 AND created_at >= $2 AND created_at < $3 AND gone_at IS NULL LIMIT 1`,
      [accountId, from, to],
    );
    return rows.length > 0;
  }
}

function knownOf<S>({
  accountId: _,
  version,
  goneAt,
  readAt,
  ...state
}: { accountId: string; version: number; goneAt: number | null; readAt: Date } & S): KnownCard<S> {
  return { state: state as unknown as S, version, goneAt, readAt };
}

async function upsert(
  tx: EntityManager,
  { Entity, id, column }: (typeof tables)[CardKind],
  accountId: string,
  rows: readonly CardRow<CardState>[],
): Promise<void> {
  if (rows.length === 0) return;
  const values = rows.map(({ id: cardId, state, version, goneAt, readAt }) => ({
    ...state,
    ...{ accountId, [id]: cardId, version, goneAt, readAt },
  }));
  const keys = ['account_id', column];
  const columns = tx.dataSource
    .getMetadata(Entity)
    .columns.map(({ databaseName }) => databaseName)
    .filter((name) => !keys.includes(name));
  await tx
    .createQueryBuilder()
    .insert()
    .into(Entity)
    .values(values)
    .orUpdate(columns, keys)
    .updateEntity(false)
    .execute();
}
