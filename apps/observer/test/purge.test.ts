import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Bus, BusModule } from '@hub/bus';
import { JournalModule, journalEntities } from '@hub/journal';
import { createTestDatabase, eventually, startCrmApp, type CrmApp, type TestDatabase } from '@hub/testing';
import { ObserverConfig } from '../src/observer.config.js';
import { observerEntities, ObserverModule } from '../src/observer.module.js';

let database: TestDatabase;
let hub: CrmApp;
beforeAll(async () => {
  database = await createTestDatabase();
  hub = await startCrmApp({
    ...{ databaseUrl: database.url, connectTo: 'http://127.0.0.1:9' },
    entities: [...journalEntities, ...observerEntities],
    modules: [JournalModule.forRoot(), ObserverModule.of(new ObserverConfig())],
  });
});
afterAll(async () => {
  await hub.close();
  await database.drop();
});

it('deletes the rest also while somebody reads a month of history that is to go', async () => {
  const accountId = randomUUID();
  await hub.source.query('SELECT journal.make_month($1)', [Date.parse('2020-01-05') / 1000]);
  await hub.source.query(
    `INSERT INTO journal.contact (account_id, contact_id, hashes, is_erased, updated_at, version, read_at, gone_at)
     VALUES ($1, 1, '{}', false, 0, 1, '2020-01-05', 1)`,
    [accountId],
  );
  const bus = hub.app.select(BusModule.forService('observer')).get(Bus, { strict: true });
  const count = async (sql: string) => (await hub.source.query<unknown[]>(sql)).length;
  const month = `SELECT FROM pg_class WHERE relname = 'history_2020_01'`;
  await hub.source.transaction(async (tx) => {
    await tx.query('LOCK TABLE journal.history_2020_01 IN ACCESS SHARE MODE');
    await bus.startDue('observer.purge', new Date());
    await bus.startDue('observer.purge', new Date(Date.now() + 86_400_000));
    await eventually(async () => expect(await count('SELECT FROM journal.contact')).toBe(0));
    expect(await count(month)).toBe(1);
  });
  await eventually(async () => expect(await count(month)).toBe(0));
});
