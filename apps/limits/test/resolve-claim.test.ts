import { randomUUID } from 'node:crypto';
import { journalEntities, JournalModule } from '@hub/journal';
import { message } from '@hub/messages';
import { RetryLater } from '@hub/platform';
import { createTestDatabase, startCrmApp, type CrmApp, type TestDatabase } from '@hub/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ClaimRepository } from '../src/claim/claim.repository.js';
import { ResolveClaim } from '../src/claim/resolve-claim.js';
import type { Terms } from '../src/claim/terms.js';
import { LimitsModule, limitsEntities } from '../src/limits.module.js';

const stage = { pipelineId: 1, statusId: 10 };
const terms: Terms = {
  ...{ group: 'Продажи', exchangeStages: [stage], exchangeUserIds: [1], targetStage: stage },
  ...{ changeOwnerOfLinked: false, newestFirst: false },
};
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
});
afterAll(async () => {
  await hub.close();
  await database.drop();
});

it.each(['reserveAnother', 'fail'] as const)(
  '%s waits where another caller has begun to write',
  async (end) => {
    const claims = hub.app.get(ClaimRepository, { strict: false });
    const resolve = hub.app.get(ResolveClaim, { strict: false });
    const id = randomUUID();
    await hub.source.query(
      `INSERT INTO limits.claim (id, account_id, user_id, state, lead_id, terms, blocks, correlation_id, pressed_at)
       VALUES ($1, $2, 5, 'reserved', 7, $3, '[]', 'c', now())`,
      [id, randomUUID(), terms],
    );
    const read = await claims.get(id);
    const now = new Date();
    const begun = await resolve.keepIntent(read, { firstAt: now, lastAt: now });
    const call = (claim: typeof read) =>
      end === 'fail'
        ? resolve.fail(claim, message('limits.refused'), 'lead')
        : resolve.reserveAnother(claim, terms);
    await expect(call(read)).rejects.toThrow(RetryLater);
    expect(await claims.get(id)).toMatchObject({ state: 'reserved', leadId: 7, writeRepeatedAt: now });
    await call(begun);
    expect(await claims.get(id)).toMatchObject({ state: end === 'fail' ? 'failed' : 'empty' });
  },
);
