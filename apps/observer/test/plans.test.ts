import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { openDatabase } from '@hub/database';
import { Journal, journalEntities } from '@hub/journal';
import { createTestDatabase, fillAccounts, type TestDatabase } from '@hub/testing';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { everyQuestion, type Ask } from './every-question.js';

/** In the long run there are 200,000 leads in all, in accounts of different sizes; everyday a tenth of them. */
const size = process.env.LONG_TESTS ? 20_000 : 2_000;
const [accountId, ...others] = [5, 2.5, 1.5, 1].map(() => randomUUID());
const now = new Date('2026-05-20T10:00:00Z');
const at = now.getTime() / 1000;
let database: TestDatabase;
let source: DataSource;
/** Sees every statement that any connection sends, as it is sent. */
const sent = jest.spyOn(pg.Client.prototype, 'query');

beforeAll(async () => {
  database = await createTestDatabase();
  source = await openDatabase({ url: database.url, name: 'journal', entities: journalEntities });
  const accounts = [accountId!, ...others].map((id, nth) => ({
    accountId: id,
    leads: size * [5, 2.5, 1.5, 1][nth]!,
  }));
  await fillAccounts(source, accounts, at);
});
afterAll(async () => {
  sent.mockRestore();
  await source.destroy();
  await database.drop();
});

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  Plans?: Plan[];
}

/** The statements about cards and history that a question sends, with the one plan of a prepared one. */
async function statementsOf(ask: Ask): Promise<{ sql: string; values: unknown[] }[]> {
  sent.mockClear();
  const undone = new Error('undone');
  const asking = source.transaction(async (tx) => {
    await ask(tx);
    throw undone;
  });
  await expect(asking).rejects.toBe(undone);
  const calls = sent.mock.calls as unknown as [
    string | { name?: string; text: string; values: unknown[] },
    unknown[]?,
  ][];
  return calls.flatMap(([asked, values = []]) => {
    const { name, text, ...prepared } = typeof asked === 'string' ? { text: asked, values } : asked;
    if (!/^\s*(SELECT|WITH|INSERT|UPDATE|DELETE)\b/i.test(text)) return [];
    return name === undefined
      ? [{ sql: `EXPLAIN (FORMAT JSON) ${text}`, values: prepared.values }]
      : [{ sql: `EXPLAIN (FORMAT JSON, GENERIC_PLAN) ${text}`, values: [] }];
  });
}

/** The tables that a statement reads from their beginning to their end. */
async function scannedBy({ sql, values }: { sql: string; values: unknown[] }): Promise<string[]> {
  const walk = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(walk)];
  const rows = await source.query<{ 'QUERY PLAN': { Plan: Plan }[] }[]>(sql, values);
  const nodes = rows.flatMap((found) => found['QUERY PLAN'].flatMap(({ Plan: top }) => walk(top)));
  return nodes.flatMap((node) => (node['Node Type'] === 'Seq Scan' ? (node['Relation Name'] ?? []) : []));
}

it('answers every question without reading a large table from its beginning to its end', async () => {
  const rows = await source.query<{ name: string }[]>(
    `SELECT relname AS name FROM pg_class WHERE reltuples > 1000 AND relnamespace = 'journal'::regnamespace`,
  );
  const large = rows.map(({ name }) => name);
  expect(large).toEqual(expect.arrayContaining(['lead', 'task', 'contact', 'history_2026_04']));
  for (const [name, ask] of Object.entries(everyQuestion(new Journal(source), accountId!, now))) {
    const statements = await statementsOf(ask);
    expect({ name, statements }).not.toEqual({ name, statements: [] });
    for (const statement of statements) {
      const scanned = (await scannedBy(statement)).filter((table) => large.includes(table));
      expect({ name, scanned, of: statement.sql }).toMatchObject({ scanned: [] });
    }
  }
});
