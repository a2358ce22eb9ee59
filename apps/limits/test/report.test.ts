import { randomUUID } from 'node:crypto';
import { journalEntities, JournalModule } from '@hub/journal';
import { createTestDatabase, startCrmApp, type CrmApp, type TestDatabase } from '@hub/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { LimitsModule, limitsEntities } from '../src/limits.module.js';

const accountId = randomUUID();
const [anna, boris] = [5, 6];
const day = '2026-05-20';
const span = { from: `${day}T00:00:00+03:00`, to: '2026-05-22T00:00:00+03:00' };
let database: TestDatabase;
let hub: CrmApp;
let lead = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  hub = await startCrmApp({
    databaseUrl: database.url,
    connectTo: 'http://127.0.0.1:9',
    entities: [...journalEntities, ...limitsEntities],
    modules: [JournalModule.forRoot(), LimitsModule],
  });
  const { source } = hub;
  await source.query(
    `INSERT INTO accounts.account (id, subdomain, name, host, roles, mode, state, state_reason, state_since, time_zone, created_at)
       VALUES ($1, 'kazan', 'Казань', 'kazan.amocrm.ru', '{branch}', 'observe', 'connected', 'test', now(), 'Europe/Moscow', now())`,
    [accountId],
  );
  const exchange = `INSERT INTO limits.exchange (account_id, settings, saved_at) VALUES ($1, $2, now())`;
  await source.query(exchange, [accountId, { groups: [], whenUnknown: 'block' }]);
  await source.query(`INSERT INTO journal.person VALUES ($1, 5, '=Анна', NULL, false, true, NULL)`, [
    accountId,
  ]);
  await press(anna, 'granted', { at: '10:00', statusId: 142, waited: 60 });
  await press(anna, 'granted', { at: '11:00', statusId: 10, waited: 600 });
  await press(anna, 'refused', { at: '12:00', limits: ['interval', 'activeDeals'] });
  await press(boris, 'refused', { at: '12:00', limits: ['interval'] });
  await press(boris, 'granted', { at: '23:30', statusId: 143, waited: 30 });
  await press(boris, 'empty', { at: '09:00', on: '2026-05-21' });
  await press(boris, 'empty', { at: '09:00', on: '2026-05-22' });
  await hub.addBranch({ name: 'Казань-Центр', accountId });
});
afterAll(async () => {
  await hub.close();
  await database.drop();
});

interface Given {
  at: string;
  on?: string;
  statusId?: number;
  waited?: number;
  limits?: string[];
}

/** One press; a granted one with its lead in the journal, created so many seconds before. */
async function press(
  userId: number,
  state: string,
  { at, on = day, statusId, waited = 0, limits = [] }: Given,
) {
  const moment = new Date(`${on}T${at}:00+03:00`);
  const leadId = statusId === undefined ? null : ++lead;
  const blocks = limits.map((limit) => ({ reason: 'limit', judged: { limit } }));
  await hub.source.query(
    `INSERT INTO limits.claim (id, account_id, user_id, state, lead_id, terms, blocks, correlation_id, pressed_at, resolved_at)
       VALUES ($1, $2, $3, $4, $5, '{"group": "Продажи"}', $6, 'c', $7, $7)`,
    [randomUUID(), accountId, userId, state, leadId, JSON.stringify(blocks), moment],
  );
  if (leadId === null) return;
  const createdAt = moment.getTime() / 1000 - waited;
  await hub.source.query(
    `INSERT INTO journal.lead VALUES ($1, $2, 1, $3, $4, 0, '{}', '{}', NULL, NULL, $5, $5, NULL, NULL, 1, now())`,
    [accountId, leadId, statusId, userId, createdAt],
  );
}

const report = async (groupBy: 'manager' | 'group' | 'branch' | 'date', more = {}) =>
  hub.ask('limits.report.show', { ...span, groupBy, ...more });

it('adds up by manager', async () => {
  const { items } = await report('manager');
  expect(items).toMatchObject([
    {
      ...{ key: '5', name: '=Анна', granted: 2, refused: 1, open: 1, won: 1, lost: 0 },
      ...{ medianWaitSeconds: 600, longestWaitSeconds: 600 },
      refusedBy: [
        { reason: 'limit', limit: 'interval', count: 1 },
        { reason: 'limit', limit: 'activeDeals', count: 1 },
      ],
    },
    { key: '6', name: '6', granted: 1, refused: 1, empty: 1, lost: 1 },
  ]);
});

it('adds up by group, by branch, and by the days of the account', async () => {
  expect((await report('group')).items).toMatchObject([{ key: 'Продажи', granted: 3, refused: 2 }]);
  expect((await report('branch')).items).toMatchObject([
    { key: accountId, name: 'Казань-Центр', granted: 3 },
  ]);
  expect((await report('date')).items.map(({ key, granted, empty }) => [key, granted, empty])).toEqual([
    [day, 3, 0],
    ['2026-05-21', 0, 1],
  ]);
});

it('pages, and shows nobody the accounts of others', async () => {
  const first = await report('manager', { limit: 1 });
  expect(first.items).toHaveLength(1);
  const next = await report('manager', { limit: 1, cursor: first.nextCursor });
  expect([next.items[0]?.key, next.nextCursor]).toEqual(['6', null]);
  expect((await report('manager', { accountIds: [] })).items).toEqual([]);
});

it('is a table for a spreadsheet, in which names are no formulas', async () => {
  const { text } = await hub.ask('limits.report.table', { ...span, groupBy: 'manager' });
  const lines = text.split('\r\n');
  expect(lines[0]).toMatch(/^\uFEFFМенеджер;Выдано;Отказано;Интервал;Активные сделки;/);
  expect(lines[1]).toMatch(/^'=Анна;2;1;1;1;/);
});

it.each([
  ['ends before it begins', span.to, span.from],
  ['is too long', '2024-01-01T00:00:00Z', span.to],
])('refuses a span that %s', async (_title, from, to) => {
  const asked = hub.ask('limits.report.show', { from, to, groupBy: 'date' });
  await expect(asked).rejects.toMatchObject({ body: { status: 400, errors: [{ path: 'to' }] } });
});
