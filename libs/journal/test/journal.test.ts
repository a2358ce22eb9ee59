import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDatabase } from '@hub/database';
import { createTestDatabase } from '@hub/testing';
import type { DataSource, EntityManager } from 'typeorm';
import { askReadOnly } from '../src/ask-read-only.js';
import { HistoryWriter } from '../src/history-writer.js';
import type { NewHistory } from '../src/history-rows.js';
import { journalEntities } from '../src/index.js';
import { JournalWriter, type ReadConfiguration } from '../src/journal-writer.js';
import { Journal } from '../src/journal.js';

const accountId = randomUUID();
let database: Awaited<ReturnType<typeof createTestDatabase>>;
let source: DataSource;
let journal: Journal;

beforeAll(async () => {
  database = await createTestDatabase();
  source = await openDatabase({ url: database.url, name: 'journal', entities: journalEntities });
  journal = new Journal(source);
});
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

const at = (text: string) => Date.parse(text) / 1000;
const row = (eventId: string, moment: number, more: Partial<NewHistory> = {}): NewHistory => ({
  ...{ eventId, moment, type: 'lead_status_changed', entity: 'lead', entityId: 7, authorId: 1 },
  ...{ before: null, after: [{ pipelineId: 1, statusId: 2 }], pipelineId: 1, statusId: 2, ownerId: null },
  ...more,
});

describe('a question', () => {
  const write = `UPDATE journal.account SET fill_page = 2`;
  const readOnly = /read-only transaction/;

  it('cannot write, alone or in a transaction of the caller, which goes on as it was', async () => {
    await expect(askReadOnly(source, (tx) => tx.query(write))).rejects.toThrow(readOnly);
    await source.transaction(async (tx) => {
      await tx.query('SET LOCAL statement_timeout = 77');
      await expect(askReadOnly(source, (own) => own.query(write), tx)).rejects.toThrow(readOnly);
      expect(await journal.findLead(accountId, 1, tx)).toBeNull();
      await tx.query(write);
      expect(await tx.query('SHOW statement_timeout')).toEqual([{ statement_timeout: '77ms' }]);
    });
  });

  it('ends when it takes too long', async () => {
    await expect(askReadOnly(source, (tx) => tx.query('SELECT pg_sleep(30)'))).rejects.toThrow(
      /statement timeout/,
    );
  });

  it.each([
    [1, '2s'],
    [20, '2s'],
    [21, '10s'],
    [500, '10s'],
  ])('about %s managers may take %s', async (users, statement_timeout) => {
    const ask = (tx: EntityManager) => tx.query<object[]>('SHOW statement_timeout');
    expect(await journal.askAboutManagers(users, ask)).toEqual([{ statement_timeout }]);
  });
});

describe('the mark of the last webhook', () => {
  const writer = new JournalWriter();
  const mark = async () => (await journal.findAccount(accountId))?.lastHookAt ?? null;
  const note = (at: Date) =>
    source.transaction(async (tx) => {
      await tx.query(`SET LOCAL lock_timeout = '2s'`);
      await writer.noteHook(tx, accountId, at);
    });

  it('does not wait for a transaction that writes about the account', async () => {
    await source.query(
      `INSERT INTO journal.account (account_id, began_at, fill_step, fill_wanted_from) VALUES ($1, now(), 'leads', 0)`,
      [accountId],
    );
    const first = new Date('2026-01-01T00:00:00Z');
    await note(first);
    await source.transaction(async (tx) => {
      await writer.lock(tx, accountId);
      await note(new Date('2026-01-01T00:01:00Z'));
    });
    expect(await mark()).toEqual(first);
    const later = new Date('2026-01-01T00:02:00Z');
    await note(later);
    expect(await mark()).toEqual(later);
  });
});

describe('people and stages', () => {
  const writer = new JournalWriter();
  const person = (userId: number) => ({
    ...{ userId, name: 'Анна', groupId: null, isAdmin: false, isActive: true },
  });
  const pipeline = { pipelineId: 1, name: 'Воронка', sort: 1, isMain: true, isArchived: false };
  const stage = { pipelineId: 1, statusId: 2, name: 'Этап', sort: 10, kind: 'work' as const };
  const save = (read: Partial<ReadConfiguration>, moment: number) =>
    source.transaction((tx) =>
      writer.saveConfiguration(
        tx,
        accountId,
        { people: [], arePeopleWhole: true, pipelines: [pipeline], stages: [stage], ...read },
        moment,
      ),
    );
  const gone = async () => {
    const about = `WHERE account_id = $1 AND gone_at IS NOT NULL`;
    const [people, stages] = await Promise.all([
      source.query<{ id: number }[]>(`SELECT user_id::int AS id FROM journal.person ${about}`, [accountId]),
      source.query<{ id: number }[]>(`SELECT status_id::int AS id FROM journal.stage ${about}`, [accountId]),
    ]);
    return [people, stages].map((rows) => rows.map(({ id }) => id));
  };

  it('are gone when a whole reading lacks them, and stay where part of it could not be read', async () => {
    await save({ people: [person(4), person(5)] }, 1);
    await save({ people: [person(4)], arePeopleWhole: false, stages: [] }, 2);
    expect(await gone()).toEqual([[], []]);
    await save({ people: [person(4)], stages: [{ ...stage, statusId: 3 }] }, 3);
    expect(await gone()).toEqual([[5], [2]]);
  });
});

describe('history', () => {
  const writer = new HistoryWriter();

  it('takes each event once, makes the months it needs, and is completed, not rewritten', async () => {
    const rows = [row('b', at('2024-01-31T23:59:59Z')), row('a', at('2024-02-01T00:00:00Z'))];
    await Promise.all([1, 2].map(() => source.transaction((tx) => writer.add(tx, accountId, rows))));
    const entry = { pipelineId: 1, statusId: 2, ownerId: 9 };
    const moment = rows[0]!.moment;
    await source.transaction((tx) => writer.complete(tx, accountId, [{ eventId: 'b', moment, ...entry }]));
    expect(await journal.listLeadHistory(accountId, 7)).toMatchObject([
      { eventId: 'b', ownerId: 9 },
      { eventId: 'a', ownerId: null },
    ]);
  });

  it('has one row of a deletion, whether its event or the reading comes first, and keeps that of a merge', async () => {
    const add = (entityId: number, type: string, moment: number) =>
      source.transaction((tx) =>
        writer.add(tx, accountId, [row(`${type} ${entityId} ${moment}`, moment, { entityId, type })]),
      );
    const typesOf = async (entityId: number) =>
      (await journal.listLeadHistory(accountId, entityId)).map(({ type }) => type);
    const began = at('2024-02-01T10:00:00Z');
    for (const [entityId, order] of [
      [71, ['lead_deleted', 'read_gone']],
      [72, ['read_gone', 'lead_deleted']],
    ] as const) {
      for (const type of order) await add(entityId, type, began + (type === 'read_gone' ? 120 : 0));
      expect(await typesOf(entityId)).toEqual(['lead_deleted']);
      await add(entityId, 'lead_restored', began + 200);
      await add(entityId, 'read_gone', began + 400);
      await add(entityId, 'lead_deleted', began);
      expect(await typesOf(entityId)).toEqual(['lead_deleted', 'lead_restored', 'read_gone']);
    }
  });

  it('is asked through its indexes, however much there is', async () => {
    await source.query(
      `INSERT INTO journal.history (account_id, moment, event_id, type, entity, entity_id, owner_id)
       SELECT $1, $2 + n, 'n' || n, 'lead_status_changed', 'lead', n % 5000, n % 50
         FROM generate_series(1, 100000) AS n`,
      [accountId, at('2024-02-02T00:00:00Z')],
    );
    await source.query('ANALYZE journal.history');
    for (const asked of [
      `entity = 'lead' AND entity_id = 7`,
      `owner_id = 7 AND type = 'lead_status_changed' AND moment > ${at('2024-02-02T12:00:00Z')}`,
    ]) {
      const plan: { 'QUERY PLAN': string }[] = await source.query(
        `EXPLAIN SELECT * FROM journal.history WHERE account_id = '${accountId}' AND ${asked}`,
      );
      const text = plan.map((line) => line['QUERY PLAN']).join('\n');
      const scanned = [...text.matchAll(/Seq Scan on (history_\w+)/g)].map(([, name]) => name);
      // The months of this test's own rows; an empty month may well be scanned.
      expect(scanned).not.toContain('history_2024_02');
    }
  });
});

describe('months of history', () => {
  it('go when they are kept long enough, and the journal no longer claims to reach back to them', async () => {
    const writer = new HistoryWriter();
    const [keeper, young] = [randomUUID(), randomUUID()];
    for (const [id, from] of [
      [keeper, at('2023-01-05')],
      [young, at('2026-10-01')],
    ])
      await source.query(
        `INSERT INTO journal.account (account_id, began_at, fill_step, fill_wanted_from, feed_from)
         VALUES ($1, now(), 'leads', 0, $2)`,
        [id, from],
      );
    const months = ['2023-01-05', '2024-10-31', '2024-11-01', '2026-11-01'];
    const rows = months.map((day) => row(`month-${day}`, at(day)));
    await source.transaction((tx) => writer.add(tx, keeper, rows));
    await source.transaction((tx) => writer.dropMonths(tx, new Date('2026-11-15'), 24));

    const left: { moment: string }[] = await source.query(
      'SELECT moment FROM journal.history WHERE account_id = $1 ORDER BY moment',
      [keeper],
    );
    expect(left.map(({ moment }) => Number(moment))).toEqual([at('2024-11-01'), at('2026-11-01')]);
    expect((await journal.findAccount(keeper))?.feedFrom).toBe(at('2024-11-01'));
    expect((await journal.findAccount(young))?.feedFrom).toBe(at('2026-10-01'));
    // What comes late for a month that is gone makes it again.
    await source.transaction((tx) => writer.add(tx, keeper, [row('late', at('2023-01-06'))]));
  });
});

describe('contacts that are gone', () => {
  const old = at('2026-01-01');
  const recent = at('2026-11-01');
  const add = (contactId: number, more: { updated: number; gone: number | null; isErased?: boolean }) =>
    source.query(
      `INSERT INTO journal.contact (account_id, contact_id, hashes, is_erased, updated_at, gone_at, version, read_at)
       VALUES ($1, $2, '{}', $3, $4, $5, 1, now())`,
      [accountId, contactId, more.isErased ?? false, more.updated, more.gone],
    );

  it('are kept for days from when they went, and those that people have erased for good', async () => {
    await add(1, { updated: old, gone: null });
    await add(2, { updated: old, gone: recent });
    await add(3, { updated: old, gone: old });
    await add(4, { updated: old, gone: old, isErased: true });
    await source.transaction((tx) => new JournalWriter().purge(tx, new Date('2026-10-01')));
    const left: { id: string }[] = await source.query(
      'SELECT contact_id AS id FROM journal.contact WHERE account_id = $1 ORDER BY 1',
      [accountId],
    );
    expect(left.map(({ id }) => Number(id))).toEqual([1, 2, 4]);
  });
});
