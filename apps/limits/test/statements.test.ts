import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { journalEntities, JournalModule } from '@hub/journal';
import { limits } from '@hub/limits';
import { createTestDatabase, startCrmApp, type CrmApp, type TestDatabase } from '@hub/testing';
import type { Client } from 'pg';
import type { EntityManager } from 'typeorm';
import { ClaimRepository } from '../src/claim/claim.repository.js';
import { JudgeUser } from '../src/eligibility/judge-user.js';
import { LimitsModule, limitsEntities } from '../src/limits.module.js';
import { ExchangeRepository } from '../src/settings/exchange.repository.js';
import { fillJournal } from './fill-journal.js';

const now = '2026-05-20T10:00:00Z';
const managers = [5, 6, 7];
const accountId = randomUUID();
let database: TestDatabase;
let hub: CrmApp;
let stored: Awaited<ReturnType<ExchangeRepository['getFor']>>;

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
    `INSERT INTO limits.claim (id, account_id, user_id, state, lead_id, terms, blocks, correlation_id, pressed_at, resolved_at)
       SELECT gen_random_uuid(), $1, 5 + n % 3, 'granted', n, '{}', '[]', 'c', at, at
         FROM generate_series(1, 20000) AS n CROSS JOIN LATERAL (SELECT $2::timestamptz - n * interval '10 minutes') AS moment (at)`,
    [accountId, now],
  );
  await hub.source.query('ANALYZE limits.claim');
  const exchanges = hub.app.get(ExchangeRepository, { strict: false });
  stored = await hub.source.transaction((tx) => exchanges.getFor(tx, accountId, managers));
});
afterAll(async () => {
  await hub.close();
  await database.drop();
});

/** The texts of the statements that `act` runs in its transaction. */
async function statementsOf(act: (tx: EntityManager) => Promise<unknown>): Promise<string[]> {
  const texts: string[] = [];
  await hub.source.transaction(async (tx) => {
    const client = (await tx.queryRunner!.connect()) as Client;
    const own = Object.getOwnPropertyDescriptor(client, 'query');
    const query = client.query.bind(client) as (...of: unknown[]) => unknown;
    const counted = (...of: [string | { text: string }, ...unknown[]]) => {
      texts.push(typeof of[0] === 'string' ? of[0] : of[0].text);
      return query(...of);
    };
    Object.assign(client, { query: counted });
    try {
      await act(tx);
    } finally {
      // The client goes back to the pool.
      if (own) Object.defineProperty(client, 'query', own);
      else Reflect.deleteProperty(client, 'query');
    }
  });
  return texts;
}

/** Judges these managers in as many groups as are named, each with all limits on. */
const judge =
  (userIds: readonly number[], groupCount = 1) =>
  async (tx: EntityManager) => {
    const of = hub.app.get(JudgeUser, { strict: false });
    if (groupCount === 1) {
      const judged = await of.judgeStored(tx, accountId, userIds, Date.parse(now));
      expect(judged.get(5)!.judged).toHaveLength(limits.length);
      return;
    }
    const { settings, limits: rows } = stored;
    const [group] = settings.groups;
    const groups = userIds.slice(0, groupCount).map((userId) => ({ ...group!, managerIds: [userId] }));
    const users = new Map(rows.map((row) => [row.userId, row]));
    const by = { accountId, settings: { ...settings, groups }, users };
    const judged = await of.judgeAll(tx, by, userIds, Date.parse(now));
    for (const userId of userIds) expect(judged.get(userId)!.judged).toHaveLength(limits.length);
  };

it('judges all limits with as many statements for many managers as for one', async () => {
  const texts = await statementsOf(judge([5]));
  expect(texts.filter((text) => text.includes('journal.history'))).toHaveLength(1);
  expect(texts).toHaveLength(8);
  expect(await statementsOf(judge(managers))).toHaveLength(8);
});

it('takes five more for each further group', async () => {
  // One less than above: these settings are given.
  expect(await statementsOf(judge([5, 6], 2))).toHaveLength(7 + 5);
  expect(await statementsOf(judge(managers, 3))).toHaveLength(7 + 10);
});

it('finds recent claims by their indexes, also when their prepared statement has run often', async () => {
  const since = new Date(Date.parse(now) - 3_600_000).toISOString();
  const plan = await hub.source.transaction(async (tx) => {
    const claims = hub.app.get(ClaimRepository, { strict: false });
    // After five runs PostgreSQL weighs one plan for all values against plans for these.
    for (let run = 0; run < 7; run++) await claims.listRecent(tx, accountId, Date.parse(now));
    return tx.query<object[]>(
      `EXPLAIN (FORMAT JSON) EXECUTE limits_recent_claims ('${accountId}', '${since}')`,
    );
  });
  expect(JSON.stringify(plan)).not.toContain('Seq Scan');
  expect(JSON.stringify(plan)).toContain('claim_given');
});
