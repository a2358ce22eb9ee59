import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@hub/testing';
import { DataSource, type EntityManager } from 'typeorm';
import type { AboutManagers } from '../src/question/about-manager.js';
import { countActiveDeals } from '../src/question/count-active-deals.js';
import { countDealsEntered } from '../src/question/count-deals-entered.js';
import { countDealsReceived } from '../src/question/count-deals-received.js';
import { countDealsStanding } from '../src/question/count-deals-standing.js';
import { findLastEntry } from '../src/question/find-last-entry.js';
import { countStock, listStock } from '../src/question/list-stock.js';
import { findOverdueTasks } from '../src/question/overdue-tasks.js';

const accountId = randomUUID();
const now = Date.parse('2026-05-20T10:00:00Z');
const daySeconds = 86_400;
let database: TestDatabase;
let source: DataSource;

/** An account of 200 managers with 20,000 leads and half a year of history, and another one of the same size. */
beforeAll(async () => {
  database = await createTestDatabase();
  source = await new DataSource({ type: 'postgres', url: database.url }).initialize();
  const at = Math.floor(now / 1000);
  await source.query(
    `SELECT journal.make_month($1::bigint - month * 28 * 86400) FROM generate_series(0, 8) AS month`,
    [at],
  );
  for (const account of [accountId, randomUUID()]) {
    const fill = (sql: string) => source.query(sql, [account, at]);
    await source.query(`INSERT INTO journal.pipeline VALUES ($1, 1, 'p', 0, true, false, NULL)`, [account]);
    await fill(`
      INSERT INTO journal.lead (account_id, lead_id, pipeline_id, status_id, owner_id, price, tags, contact_ids,
          created_at, updated_at, closed_at, version, read_at)
        SELECT $1, n, 1, CASE n % 4 WHEN 0 THEN 142 WHEN 1 THEN 143 ELSE 10 + n % 5 END, n % 200, 0, '{}', '{}',
            $2::bigint - n, $2::bigint, CASE WHEN n % 4 < 2 THEN $2::bigint - n * 700 END, 1, now()
          FROM generate_series(1, 20000) AS n`);
    await fill(`
      INSERT INTO journal.task (account_id, task_id, owner_id, type_id, due_at, is_done, entity, entity_id, created_at,
          updated_at, version, read_at)
        SELECT $1, n, n % 200, 1, $2::bigint - n * 10 + 90000, n % 10 > 0, 'lead', n, 0, 0, 1, now()
          FROM generate_series(1, 20000) AS n`);
    await fill(`
      INSERT INTO journal.history (account_id, moment, event_id, type, entity, entity_id, before, pipeline_id, status_id, owner_id)
        SELECT $1, $2::bigint - n * 190, 'e' || n,
            CASE n % 4 WHEN 0 THEN 'lead_added' WHEN 1 THEN 'entity_responsible_changed' ELSE 'lead_status_changed' END,
            'lead', n % 20000, '[{"pipelineId": 1, "statusId": 10}]', 1, 10 + n % 140, n % 200
          FROM generate_series(1, 80000) AS n`);
  }
  await source.query('ANALYZE journal.lead, journal.task, journal.history, journal.pipeline');
});
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Scan Direction'?: string;
  Plans?: Plan[];
}

/** Every node of the plan of what a question asks; of a prepared statement the one plan that serves all parameters. */
async function planOf(ask: (tx: EntityManager) => Promise<unknown>): Promise<Plan[]> {
  const found: Plan[] = [];
  const walk = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(walk)];
  const explain = async (sql: string, parameters: unknown[]) => {
    const rows = await source.query<{ 'QUERY PLAN': { Plan: Plan }[] }[]>(sql, parameters);
    found.push(...rows.flatMap((row) => row['QUERY PLAN'].flatMap(({ Plan: top }) => walk(top))));
  };
  const query = async (sql: string, parameters: unknown[]) => {
    await explain(`EXPLAIN (FORMAT JSON) ${sql}`, parameters);
    return [];
  };
  const prepared = async ({ text }: { text: string }) => {
    await explain(`EXPLAIN (FORMAT JSON, GENERIC_PLAN) ${text}`, []);
    return { rows: [] };
  };
  const queryRunner = { connect: () => Promise.resolve({ query: prepared }) };
  await ask({ query, queryRunner } as unknown as EntityManager);
  return found;
}

const about: AboutManagers = {
  ...{ accountId, userIds: [7, 8], excludedStages: [{ pipelineId: 1, statusId: 12 }], historyFrom: null },
  grants: [{ leadId: 5, userId: 7, at: now, changedAt: Math.floor(now / 1000), pipelineId: 1, statusId: 11 }],
};
const sale = { stages: [], instead: 142 as const };
const today = { from: now - 10 * 3_600_000, to: now + 14 * 3_600_000 };
const month = { from: now - 50 * daySeconds * 1000, to: now - 20 * daySeconds * 1000 };
const byOwner = /account_id_owner_id_type_moment/;

it.each<[string, (tx: EntityManager) => Promise<unknown>, RegExp]>([
  // PostgreSQL may skip through the stages of `lead_stock`, which has all that is asked for.
  ['countActiveDeals', (tx) => countActiveDeals(tx, about), /lead_active|lead_stock/],
  ['countDealsReceived', (tx) => countDealsReceived(tx, about, today), byOwner],
  ['findOverdueTasks', (tx) => findOverdueTasks(tx, about, now), /task_open/],
  ['countDealsEntered', (tx) => countDealsEntered(tx, about, sale, month), byOwner],
  ['countDealsStanding', (tx) => countDealsStanding(tx, about, sale, today), byOwner],
  [
    'listStock',
    (tx) => {
      const stages = [10, 11].map((statusId) => ({ pipelineId: 1, statusId }));
      return listStock(tx, { accountId, stages, ownerIds: [6, 7], grants: about.grants, except: [8] }, 32);
    },
    /lead_stock/,
  ],
  [
    'countStock',
    (tx) => {
      const stages = [{ pipelineId: 1, statusId: 10 }];
      return countStock(tx, { accountId, stages, ownerIds: [6], grants: about.grants, except: [8] });
    },
    /lead_stock/,
  ],
  ['findLastEntry', (tx) => findLastEntry(tx, about, sale, now), byOwner],
])('%s goes by its index and scans no table of cards or history', async (_, ask, index) => {
  const nodes = await planOf(ask);
  const scanned = nodes
    .filter((node) => node['Node Type'] === 'Seq Scan')
    .flatMap((node) => node['Relation Name'] ?? []);
  // A month that has hardly any rows is read as fast as its index.
  const filled = await source.query<{ name: string }[]>(
    `SELECT relname AS name FROM pg_class WHERE reltuples > 2000 AND relnamespace = 'journal'::regnamespace`,
  );
  expect(scanned.filter((table) => filled.some(({ name }) => name === table))).toEqual([]);
  expect(nodes.map((node) => node['Index Name'] ?? '').join(' ')).toMatch(index);
});

it.each<[string, (tx: EntityManager) => Promise<unknown>, RegExp]>([
  ['findLastEntry', (tx) => findLastEntry(tx, about, sale, now), byOwner],
  [
    'listStock of the newest',
    (tx) => {
      const stages = [{ pipelineId: 1, statusId: 10 }];
      const of = { accountId, stages, ownerIds: [6], grants: about.grants, except: [8], newestFirst: true };
      return listStock(tx, of, 32);
    },
    /lead_stock/,
  ],
])('%s reads its index from its end', async (_, ask, index) => {
  const nodes = (await planOf(ask)).filter((node) => index.test(node['Index Name'] ?? ''));
  expect(new Set(nodes.map((node) => node['Scan Direction']))).toEqual(new Set(['Backward']));
});
