import { randomUUID } from 'node:crypto';
import { journalEntities, JournalModule } from '@hub/journal';
import { Bus } from '@hub/bus';
import { message } from '@hub/messages';
import { RetryLater } from '@hub/platform';
import { createTestDatabase, eventually, startCrmApp, type CrmApp, type TestDatabase } from '@hub/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Claim } from '../src/claim/claim.entity.js';
import { ClaimRepository } from '../src/claim/claim.repository.js';
import { ClaimLead } from '../src/claim/claim-lead.js';
import { FINISH_CLAIM, HAND_OVER_LINKED, ResolveClaim } from '../src/claim/resolve-claim.js';
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

async function reserve(): Promise<Claim> {
  const id = randomUUID();
  await hub.source.query(
    `INSERT INTO limits.claim (id, account_id, user_id, state, lead_id, terms, blocks, correlation_id, pressed_at)
       VALUES ($1, $2, 5, 'reserved', 7, $3, '[]', 'c', now())`,
    [id, randomUUID(), terms],
  );
  return (await hub.app.get(ClaimRepository, { strict: false }).find(id))!;
}

it.each(['reserveAnother', 'fail'] as const)(
  '%s waits where another caller has begun to write',
  async (end) => {
    const claims = hub.app.get(ClaimRepository, { strict: false });
    const resolve = hub.app.get(ResolveClaim, { strict: false });
    const read = await reserve();
    const { id } = read;
    const now = new Date();
    const begun = await resolve.keepIntent(read, { firstAt: now, lastAt: now });
    const call = (claim: typeof read) =>
      end === 'fail'
        ? resolve.fail(claim, message('limits.refused'), 'lead')
        : resolve.reserveAnother(claim, terms);
    await expect(call(read)).rejects.toThrow(RetryLater);
    expect(await claims.find(id)).toMatchObject({ state: 'reserved', leadId: 7, writeRepeatedAt: now });
    await call(begun);
    expect(await claims.find(id)).toMatchObject({ state: end === 'fail' ? 'failed' : 'empty' });
  },
);

describe('a claim that was erased with its account', () => {
  it.each([FINISH_CLAIM, HAND_OVER_LINKED])('ends the job %s', async (consumer) => {
    const bus = hub.app.select(LimitsModule).get(Bus, { strict: false });
    const claimId = randomUUID();
    const payload = { claimId, accountId: randomUUID() };
    await hub.source.transaction((tx) =>
      bus.enqueue(tx, consumer, payload, { id: claimId, key: claimId, correlationId: 'c' }),
    );
    await eventually(async () => {
      const jobs = await hub.source.query<unknown[]>('SELECT state FROM limits.inbox WHERE id = $1', [
        claimId,
      ]);
      expect(jobs).toEqual([{ state: 'done' }]);
    });
  });

  it('is not resolved by a caller that was on its way', async () => {
    const resolve = hub.app.get(ResolveClaim, { strict: false });
    const claim = await reserve();
    await hub.source.query('DELETE FROM limits.claim WHERE id = $1', [claim.id]);
    const now = new Date();
    await expect(resolve.keepIntent(claim, { firstAt: now, lastAt: now })).rejects.toThrow(RetryLater);
    await resolve.grant(claim, { changedAt: null });
    await resolve.fail(claim, message('limits.refused'), 'lead');
    const events = await hub.source.query<unknown[]>('SELECT 1 FROM limits.outbox');
    expect(events).toEqual([]);
  });
});

it('records no press once its account is being off-boarded', async () => {
  const accountId = randomUUID();
  await hub.source.query(
    `INSERT INTO accounts.account (id, subdomain, name, host, roles, mode, state, state_reason, state_since, time_zone, created_at)
       VALUES ($1, 'left', 'left', 'left.amocrm.ru', '{branch}', 'observe', 'connected', 'test', now(), 'Europe/Moscow', now())`,
    [accountId],
  );
  await hub.source.query(
    `INSERT INTO limits.exchange (account_id, settings, saved_at) VALUES ($1, $2, now())`,
    [accountId, { groups: [], whenUnknown: 'block' }],
  );
  const offBoarding = hub.source.createQueryRunner();
  await offBoarding.startTransaction();
  await offBoarding.query(`UPDATE accounts.account SET state = 'removed' WHERE id = $1`, [accountId]);
  const pressed = hub.app
    .get(ClaimLead, { strict: false })
    .press({ accountId, userId: 5 }, 'c')
    .catch((error: unknown) => error);
  await eventually(async () => {
    expect(await hub.source.query<unknown[]>('SELECT 1 FROM pg_locks WHERE NOT granted')).not.toEqual([]);
  }).finally(() => offBoarding.commitTransaction());
  await offBoarding.release();
  expect(await pressed).toMatchObject({ body: { status: 409 } });
  expect(await hub.source.query('SELECT 1 FROM limits.claim WHERE account_id = $1', [accountId])).toEqual([]);
});
