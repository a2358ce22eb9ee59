import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { AmoEvent } from '@hub/amocrm';
import { JournalModule, journalEntities } from '@hub/journal';
import { createTestDatabase, startCrmApp, type CrmApp, type TestDatabase } from '@hub/testing';
import { FindMerged } from '../src/feed/find-merged.js';
import { looseConsumer } from '../src/feed/loose-job.js';
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

it('asks once for the leads without a contact of an account, however many merges polls find in ten minutes', async () => {
  const merged = hub.app.get(FindMerged, { strict: false });
  const accountId = randomUUID();
  const merge = (cardId: number, entity = 'lead') =>
    ({
      id: `e${entity}${cardId}`,
      type: 'entity_merged',
      entity_type: entity,
      entity_id: cardId,
    }) as AmoEvent;
  const at = (now: string) => ({ correlationId: 'c', now: new Date(now) });
  await hub.source.transaction(async (tx) => {
    const searches = async () => {
      const rows: { id: string }[] = await tx.query(
        `SELECT id FROM observer.inbox WHERE consumer = $1 AND payload ->> 'accountId' = $2`,
        [looseConsumer, accountId],
      );
      return new Set(rows.map(({ id }) => id)).size;
    };
    await merged.ask(tx, accountId, [merge(1), merge(2), merge(3, 'contact')], at('2100-01-01T10:01:00Z'));
    // The next poll reads the last events again, and more.
    await merged.ask(tx, accountId, [merge(2), merge(4), merge(5)], at('2100-01-01T10:09:00Z'));
    expect(await searches()).toBe(1);
    await merged.ask(tx, accountId, [merge(5), merge(6)], at('2100-01-01T10:11:00Z'));
    expect(await searches()).toBe(2);
  });
});
