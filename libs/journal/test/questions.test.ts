import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { askPrepared } from '@hub/database';
import { createTestDatabase, fillAccounts, type TestDatabase } from '@hub/testing';
import { escapeLiteral } from 'pg';
import { DataSource, type EntityManager } from 'typeorm';
import {
  askAboutManagers,
  statementOf,
  type QuestionAboutManagers,
} from '../src/question/ask-about-managers.js';
import { callsOfCards } from '../src/question/calls-of-cards.js';
import { exportContact } from '../src/question/export-contact.js';
import { findClientLeads } from '../src/question/find-client-leads.js';
import { leadsOfContact } from '../src/question/leads-of-contact.js';
import { countStock, listStock } from '../src/question/list-stock.js';

const accountId = randomUUID();
const now = Date.parse('2026-05-20T10:00:00Z');
let database: TestDatabase;
let source: DataSource;

/** An account with 20,000 leads, and another one of the same size. */
beforeAll(async () => {
  database = await createTestDatabase();
  source = await new DataSource({ type: 'postgres', url: database.url }).initialize();
  const accounts = [accountId, randomUUID()].map((id) => ({ accountId: id, leads: 20_000 }));
  await fillAccounts(source, accounts, Math.floor(now / 1000));
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
  const prepared = async ({ text, values }: { text: string; values: unknown[] }) => {
    await explain(`EXPLAIN (FORMAT JSON, GENERIC_PLAN) ${text}`, []);
    return { rows: values.length === 0 ? [] : await source.query<unknown[]>(text, values) };
  };
  const queryRunner = { connect: () => Promise.resolve({ query: prepared }) };
  await ask({ query, queryRunner } as unknown as EntityManager);
  return found;
}

const grant = {
  leadId: 5,
  userId: 7,
  at: now,
  movedAt: now,
  changedAt: Math.floor(now / 1000),
  pipelineId: 1,
  statusId: 11,
};
const grants = [grant];
const about = { accountId, excludedStages: [], historyFrom: null, grants };
const md5 = (text: string) => createHash('md5').update(text).digest('hex');
const client = { phones: [`p:${md5('7')}`], emails: [`e:${md5('9')}`] };
const activeDeals = { of: 'activeDeals' as const, userIds: [7, 8], during: { from: 0, to: now } };
const byOwner = /account_id_owner_id_type_moment/;

/** Asks one question about managers alone: its part of the statement that answers all of them. */
const alone = (name: QuestionAboutManagers) => (tx: EntityManager) =>
  askPrepared(tx, { name, text: statementOf([name]) }, []);

it.each<[string, (tx: EntityManager) => Promise<unknown>, RegExp]>([
  // PostgreSQL may skip through the stages of `lead_stock`, which has all that is asked for.
  ['activeDeals', alone('activeDeals'), /lead_active|lead_stock/],
  ['dealsReceived', alone('dealsReceived'), byOwner],
  ['tasksOverdue', alone('tasksOverdue'), /task_open/],
  ['oldestDue', alone('oldestDue'), /task_open/],
  ['dealsEntered', alone('dealsEntered'), byOwner],
  ['dealsInStages', alone('dealsInStages'), byOwner],
  ['dealsInStages, what came later', alone('dealsInStages'), /account_id_entity_id_entity_moment/],
  ['lastEntry', alone('lastEntry'), byOwner],
  ['all questions about managers', (tx) => askAboutManagers(tx, about, [activeDeals]), byOwner],
  [
    'listStock',
    (tx) => {
      const stages = [10, 11].map((statusId) => ({ pipelineId: 1, statusId }));
      return listStock(tx, { accountId, stages, ownerIds: [6, 7], grants, except: [8] }, 32);
    },
    /lead_stock/,
  ],
  [
    'countStock',
    (tx) => {
      const stages = [{ pipelineId: 1, statusId: 10 }];
      return countStock(tx, { accountId, stages, ownerIds: [6], grants, except: [8] });
    },
    /lead_stock/,
  ],
  ['callsOfCards', (tx) => callsOfCards(tx, [{ accountId, entity: 'lead', entityId: 7 }], 0), /history/],
  ['leadsOfContact', (tx) => leadsOfContact(tx, accountId, 7, 50), /lead_client/],
  ['findClientLeads', (tx) => findClientLeads(tx, [accountId], client), /contact_hashes.*lead_client/],
  [
    'exportContact',
    (tx) =>
      exportContact(
        {
          query: (sql: string, of: unknown[]) => tx.query(sql, of),
          findOneBy: () => ({}),
        } as unknown as EntityManager,
        accountId,
        7,
      ),
    /lead_client/,
  ],
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
  ['lastEntry', alone('lastEntry'), byOwner],
  [
    'listStock of the newest',
    (tx) => {
      const stages = [{ pipelineId: 1, statusId: 10 }];
      const of = { accountId, stages, ownerIds: [6], grants, except: [8], newestFirst: true };
      return listStock(tx, of, 32);
    },
    /lead_stock/,
  ],
])('%s reads its index from its end', async (_, ask, index) => {
  const nodes = (await planOf(ask)).filter((node) => index.test(node['Index Name'] ?? ''));
  expect(new Set(nodes.map((node) => node['Scan Direction']))).toEqual(new Set(['Backward']));
});

it('finds the leads of a client by phone and by e-mail, newest first, and none of an account that is not asked', async () => {
  const leads = await findClientLeads(source.manager, [accountId], client);
  expect(leads.map(({ leadId, isByPhone }) => [leadId, isByPhone])).toEqual([
    [7, true],
    [9, false],
  ]);
  expect(leads.every((lead) => lead.accountId === accountId && lead.pipelineId === 1)).toBe(true);
  expect(await findClientLeads(source.manager, [randomUUID()], client)).toEqual([]);
  expect(await findClientLeads(source.manager, [accountId], { phones: [], emails: [] })).toEqual([]);
});

it('throws for a question that the statement does not know, which would pass for zero', async () => {
  const unknown = { ...activeDeals, of: 'unknown' as 'activeDeals' };
  await expect(source.transaction((tx) => askAboutManagers(tx, about, [unknown]))).rejects.toThrow(
    'The journal has not answered unknown about user 7',
  );
});

const daySeconds = 86_400;
const nowSeconds = now / 1000;
const today = { from: now - daySeconds * 1000, to: now };
const old = { from: now - 150 * daySeconds * 1000, to: now - 120 * daySeconds * 1000 };
const receivedToday = { of: 'dealsReceived' as const, userIds: [12], during: today };
const set = { stages: [], instead: 142 as const };
const soldThen = { of: 'dealsEntered' as const, userIds: [12], during: old, set };

/** How many months the one plan of the statement leaves closed when it runs. */
async function monthsClosed(asked: Parameters<typeof askAboutManagers>[2]): Promise<number> {
  let closed = 0;
  const query = async ({ text, values }: { text: string; values: unknown[] }) => {
    const given = values.map((value) => escapeLiteral(String(value))).join(', ');
    const plans = await source.transaction(async (tx) => {
      await tx.query('SET LOCAL plan_cache_mode = force_generic_plan');
      await tx.query(`PREPARE asked AS ${text}`);
      const found = await tx.query<object[]>(`EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE asked (${given})`);
      await tx.query('DEALLOCATE asked');
      return found;
    });
    for (const [, count] of JSON.stringify(plans).matchAll(/"Subplans Removed":(\d+)/g))
      closed += Number(count);
    return { rows: await source.query<unknown[]>(text, values) };
  };
  const queryRunner = { connect: () => Promise.resolve({ query }) };
  await askAboutManagers({ queryRunner } as unknown as EntityManager, about, asked);
  return closed;
}

it('opens no months before the earliest span, and those of an old span beside one of today', async () => {
  const ofToday = await monthsClosed([receivedToday]);
  expect(ofToday).toBeGreaterThan(0);
  expect(await monthsClosed([receivedToday, soldThen])).toBeLessThan(ofToday);
  const [right] = await source.query<{ count: number }[]>(
    `SELECT count(DISTINCT entity_id)::int AS count FROM journal.history
       WHERE account_id = $1 AND owner_id = 12 AND status_id = 142 AND moment >= $2 AND moment < $3`,
    [accountId, nowSeconds - 150 * daySeconds, nowSeconds - 120 * daySeconds],
  );
  expect(right!.count).toBeGreaterThan(0);
  const [, sold] = await source.transaction((tx) => askAboutManagers(tx, about, [receivedToday, soldThen]));
  expect(sold!.get(12)).toBe(right!.count);
});
