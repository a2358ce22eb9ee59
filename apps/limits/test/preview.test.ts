import { randomUUID } from 'node:crypto';
import { journalEntities, JournalModule } from '@hub/journal';
import { limits } from '@hub/limits';
import { createTestDatabase, startCrmApp, type CrmApp, type TestDatabase } from '@hub/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { LimitsModule, limitsEntities } from '../src/limits.module.js';
import { settingsOf } from '../src/settings/settings-of.js';

const accountId = randomUUID();
const managerIds = Array.from({ length: 500 }, (_, at) => at + 10);
const stage = (statusId: number) => ({ pipelineId: 1, statusId });
const group = {
  ...{
    name: 'Продажи',
    managerIds,
    exchangeUserIds: [1],
    exchangeStages: [stage(10)],
    targetStage: stage(20),
  },
  ...{ keyStages: [stage(30)], limits: { activeDeals: 5 } },
};
let database: TestDatabase;
let hub: CrmApp;

/** 500 managers of whom each has so many active deals as the last digit of their id says. */
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
  await source.query(`INSERT INTO limits.exchange (account_id, settings, saved_at) VALUES ($1, $2, now())`, [
    accountId,
    settingsOf({ groups: [group] }),
  ]);
  await source.query(
    `INSERT INTO limits.user_limits (account_id, user_id, enabled, limits) SELECT $1, id, true, '{}' FROM unnest($2::bigint[]) AS id`,
    [accountId, managerIds],
  );
  await source.query(
    `INSERT INTO journal.account (account_id, began_at, feed_until, feed_from, polled_at, fill_step, fill_wanted_from,
         leads_ready_at, tasks_ready_at, feed_ready_at, configuration_read_at)
       VALUES ($1, now(), 0, 0, now(), 'done', 0, now(), now(), now(), now())`,
    [accountId],
  );
  await source.query(`INSERT INTO journal.pipeline VALUES ($1, 1, 'p', 0, true, false, NULL)`, [accountId]);
  await source.query(
    `INSERT INTO journal.lead SELECT $1, id * 10 + n, 1, 20, id, 0, '{}', '{}', NULL, NULL, 1, 1, NULL, NULL, 1, now()
       FROM unnest($2::bigint[]) AS id, generate_series(1, id % 10) AS n`,
    [accountId, managerIds],
  );
  await source.query('ANALYZE journal.lead');
});
afterAll(async () => {
  await hub.close();
  await database.drop();
});

const preview = (change: object, page: object = {}) =>
  hub.ask('limits.preview.make', { ...page, changes: { accountId, ...change } });

/** Every page of a preview. */
async function previewAll(change: object, page: object = {}) {
  const pages = [await preview(change, page)];
  for (let cursor = pages[0]?.nextCursor; cursor; cursor = pages.at(-1)?.nextCursor)
    pages.push(await preview(change, { ...page, cursor }));
  return pages;
}

it('says who would be blocked by a tighter limit of the group, and by which, compared with today', async () => {
  const found = await preview({ groups: [{ ...group, limits: { activeDeals: 3 } }] });
  expect([found.mayPress, found.mayPressThen]).toEqual([250, 150]);
  // A widget that knows no pages shows all of them.
  expect([found.users.length, found.nextCursor]).toEqual([500, null]);
  expect(found.users.find(({ userId }) => userId === 14)).toEqual({
    ...{ userId: 14, group: 'Продажи', mayPress: true, mayPressThen: false, reasons: [] },
    reasonsThen: [{ reason: 'limit', limit: 'activeDeals', value: 4, bound: 3 }],
  });
});

it('takes rows of users, and leaves those of the others as they are', async () => {
  const found = await preview({ users: [{ userId: 19, enabled: true, limits: { activeDeals: null } }] });
  expect([found.mayPress, found.mayPressThen]).toEqual([250, 251]);
});

it('refuses what could not be saved', async () => {
  const twice = preview({ groups: [group, { ...group, name: 'Ещё' }] });
  await expect(twice).rejects.toMatchObject({ body: { status: 400 } });
});

it('takes rows of users where the stored settings could not be saved any more, as saving the rows does', async () => {
  const store = (excludedStages: { pipelineId: number; statusId: number }[]) =>
    hub.source.query('UPDATE limits.exchange SET settings = $1', [
      settingsOf({ groups: [{ ...group, excludedStages }] }),
    ]);
  const twice = [...group.keyStages, ...group.keyStages];
  await store(twice);
  const found = await preview({ users: [{ userId: 19, enabled: true, limits: { activeDeals: null } }] });
  expect(found.mayPressThen).toBe(251);
  await expect(preview({ groups: [{ ...group, excludedStages: twice }] })).rejects.toMatchObject({
    body: { errors: [{ path: `groups.0.excludedStages.${group.keyStages.length}` }] },
  });
  await store([]);
});

it('writes nothing', async () => {
  const stored = () =>
    hub.source.query<unknown[]>('SELECT * FROM limits.exchange, limits.user_limits ORDER BY user_id');
  const before = await stored();
  await preview({ groups: [{ ...group, limits: {} }], users: [] });
  expect(await stored()).toEqual(before);
});

it('judges 500 managers by all ten limits', async () => {
  const bounds = Object.fromEntries(limits.map(({ name, bound }) => [name, bound.example]));
  const pages = await previewAll({ groups: [{ ...group, limits: bounds }] }, { limit: 100 });
  const users = pages.flatMap((page) => page.users);
  expect(users.map(({ userId }) => userId)).toEqual(managerIds);
  expect(users[0]?.reasonsThen.map(({ limit }) => limit)).toEqual([
    'daysWithoutSale',
    'salesLastMonth',
    'keyDealsLastWeek',
  ]);
});

it('answers for 500 managers of whom nothing is read yet, page by page, and counts all of them on each page', async () => {
  const bounds = Object.fromEntries(limits.map(({ name, bound }) => [name, bound.example]));
  await hub.source.query('UPDATE limits.exchange SET settings = $1', [
    settingsOf({ groups: [{ ...group, name: 'Продажи и ещё что-нибудь'.padEnd(100, '.'), limits: bounds }] }),
  ]);
  const unread = ['leads_ready_at', 'tasks_ready_at', 'feed_ready_at'];
  await hub.source.query(`UPDATE journal.account SET ${unread.map((name) => `${name} = NULL`).join()}`);
  const pages = await previewAll({ users: [] }, { limit: 100 });
  expect(pages.map(({ users }) => users.length)).toEqual([100, 100, 100, 100, 100]);
  expect(pages.every(({ mayPress, mayPressThen }) => mayPress === 0 && mayPressThen === 0)).toBe(true);
  const bytes = pages.map((page) => Buffer.byteLength(JSON.stringify(page)));
  expect(Math.max(...bytes)).toBeLessThan(250_000);
  const large = await previewAll({ users: [] });
  expect(large.flatMap((page) => page.users.map(({ userId }) => userId))).toEqual(managerIds);
  expect(large.length).toBeLessThan(pages.length);
  await expect(preview({ users: [] }, { cursor: 'forged' })).rejects.toMatchObject({ body: { status: 400 } });
});
