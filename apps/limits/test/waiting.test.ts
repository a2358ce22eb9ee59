import { randomUUID } from 'node:crypto';
import { journalEntities, JournalModule } from '@hub/journal';
import { message } from '@hub/messages';
import { createTestDatabase, eventually, startCrmApp, type CrmApp, type TestDatabase } from '@hub/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { LimitsModule, limitsEntities } from '../src/limits.module.js';

const [own, foreign] = [randomUUID(), randomUUID()];
const problem = message('problems.no-such-lead', { leadId: '1' });
let database: TestDatabase;
let hub: CrmApp;

beforeAll(async () => {
  database = await createTestDatabase();
  hub = await startCrmApp({
    databaseUrl: database.url,
    connectTo: 'http://127.0.0.1:9',
    entities: [...journalEntities, ...limitsEntities],
    modules: [JournalModule.forRoot(), LimitsModule],
  });
  const add = (accountId: string, leadId: number, refusals: number, until: string) =>
    hub.source.query(
      `INSERT INTO limits.set_aside VALUES ($1, $2::bigint, timestamptz '2026-05-20T10:00:00Z' + $2::bigint * interval '1 s',
         now() + $3::interval, $4, $5)`,
      [accountId, leadId, until, refusals, refusals > 0 ? problem : null],
    );
  await add(own, 1, 3, '1 hour');
  await add(own, 2, 0, '1 hour');
  await add(own, 3, 1, '-1 hour');
  await add(own, 4, 1, '1 hour');
  await add(foreign, 5, 1, '1 hour');
});
afterAll(async () => {
  await hub.close();
  await database.drop();
});

it('lists leads that amoCRM refuses to hand over, with its words, and no others', async () => {
  const { items } = await hub.ask('limits.waiting', { accountId: own });
  expect(items.map(({ leadId }) => leadId)).toEqual([1, 4]);
  expect(items[0]).toMatchObject({
    ...{ cause: 'claim-refused', accountId: own, branchId: null },
    text: message('waiting.claim-refused', { leadId: 1, refusals: 3, problem }),
  });
});

it('pages, and shows nobody the accounts of others', async () => {
  const first = await hub.ask('limits.waiting', { limit: 2 });
  const next = await hub.ask('limits.waiting', { limit: 2, cursor: first.nextCursor });
  expect([...first.items, ...next.items].map(({ leadId }) => leadId)).toEqual([1, 4, 5]);
  expect((await hub.ask('limits.waiting', { accountIds: [foreign] })).items).toHaveLength(1);
});

it('offers refused leads again once their account can be used again, and those of no other account', async () => {
  await hub.announceUsable(own);
  await eventually(async () =>
    expect((await hub.ask('limits.waiting', { accountId: own })).items).toEqual([]),
  );
  expect((await hub.ask('limits.waiting', { accountIds: [foreign] })).items).toHaveLength(1);
});
