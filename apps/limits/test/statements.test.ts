import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { journalEntities, JournalModule } from '@hub/journal';
import { limits } from '@hub/limits';
import { createTestDatabase, startCrmApp, type CrmApp, type TestDatabase } from '@hub/testing';
import type { Client } from 'pg';
import { JudgeUser } from '../src/eligibility/judge-user.js';
import { LimitsModule, limitsEntities } from '../src/limits.module.js';
import { fillJournal } from './fill-journal.js';

const now = '2026-05-20T10:00:00Z';
const managers = [5, 6, 7];
const accountId = randomUUID();
let database: TestDatabase;
let hub: CrmApp;

/** An account with all ten limits on and 20,000 claims, of which few are of the last hour. */
beforeAll(async () => {
  database = await createTestDatabase();
  hub = await startCrmApp({
    databaseUrl: database.url,
    connectTo: 'http://127.0.0.1:9',
    entities: [...journalEntities, ...limitsEntities],
    modules: [JournalModule.forRoot(), LimitsModule],
  });
  await hub.source.query(
    `INSERT INTO accounts.account (id, subdomain, name, host, roles, mode, state, state_reason, state_since, time_zone, created_at)
       VALUES ($1, 'x', 'x', $2, '{branch}', 'observe', 'connected', 'test', now(), 'Europe/Moscow', now())`,
    [accountId, `${accountId}.amocrm.ru`],
  );
  const place = { pipeline: 1, stage: 10 };
  const stages = { exchangeStages: [place], excludedStages: [], keyStages: [place], saleStages: [] };
  await fillJournal(hub.source, accountId, [{ id: 1, archived: false }], {
    ...{ id: 'x', title: '', expected: { refused: [] } },
    input: {
      ...{
        account: { timeZone: 'Europe/Moscow' },
        facts: [],
        claims: [],
        now,
        user: { id: 5, enabled: true },
      },
      settings: { ...stages, refusalStages: [], targetStage: place, managers, exchangeUsers: [1] },
      limits: Object.fromEntries(limits.map(({ number, bound }) => [number, bound.example])),
    },
  });
  await hub.source.query(
    `INSERT INTO limits.user_limits SELECT account_id, id, enabled, limits FROM limits.user_limits, unnest(ARRAY[6, 7]) AS id`,
  );
  await hub.source.query(
    `INSERT INTO limits.claim (id, account_id, user_id, state, lead_id, terms, blocks, correlation_id, pressed_at, settled_at)
       SELECT gen_random_uuid(), $1, 5 + n % 3, 'granted', n, '{}', '[]', 'c', at, at
         FROM generate_series(1, 20000) AS n CROSS JOIN LATERAL (SELECT $2::timestamptz - n * interval '10 minutes') AS moment (at)`,
    [accountId, now],
  );
  await hub.source.query('ANALYZE limits.claim');
});
afterAll(async () => {
  await hub.close();
  await database.drop();
});

/** The texts of the statements that judging these managers takes. */
async function statementsOf(userIds: readonly number[]): Promise<string[]> {
  const texts: string[] = [];
  await hub.source.transaction(async (tx) => {
    const client = (await tx.queryRunner!.connect()) as Client;
    const query = client.query.bind(client) as (...of: unknown[]) => unknown;
    const counted = (...of: [string | { text: string }, ...unknown[]]) => {
      texts.push(typeof of[0] === 'string' ? of[0] : of[0].text);
      return query(...of);
    };
    Object.assign(client, { query: counted });
    const judgeUser = hub.app.get(JudgeUser, { strict: false });
    const judged = await judgeUser.judgeStored(tx, accountId, userIds, Date.parse(now));
    expect(judged.get(5)!.judged).toHaveLength(limits.length);
    Object.assign(client, { query });
  });
  return texts;
}

it('judges all limits with as many statements for many managers as for one', async () => {
  const texts = await statementsOf([5]);
  expect(texts.filter((text) => text.includes('journal.history'))).toHaveLength(1);
  expect(texts).toHaveLength(8);
  expect(await statementsOf(managers)).toHaveLength(8);
});

it('finds recent claims by their indexes', async () => {
  const text = (await statementsOf([5])).find((one) => one.includes('"isOpen"'))!;
  const plan = JSON.stringify(
    await hub.source.query(`EXPLAIN (FORMAT JSON) ${text}`, [
      accountId,
      new Date(Date.parse(now) - 3_600_000),
    ]),
  );
  expect(plan).not.toContain('Seq Scan');
  expect(plan).toContain('claim_given');
});
