import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@hub/testing';
import { DataSource } from 'typeorm';
import { CarryCompanies1764000711000 } from '../src/migrations/1764000711000-carry-companies.js';

let database: TestDatabase;
let source: DataSource;
beforeAll(async () => {
  database = await createTestDatabase();
  source = await new DataSource({ type: 'postgres', url: database.url }).initialize();
});
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

const uuid = (last: number): string => `00000000-0000-4000-8000-00000000000${last}`;

it('lets a note that was begun go on, so that it is not written twice behind a company', async () => {
  const migration = new CarryCompanies1764000711000();
  const db = source.createQueryRunner();
  await migration.down(db);
  await db.query(`INSERT INTO router.routing_rules (version, rules, saved_at) VALUES (1, '{}', now())`);
  for (const [id, state, isBegun] of [
    [1, 'lead-created', true],
    [2, 'lead-created', false],
    [3, 'branch-noted', true],
  ] as const)
    await db.query(
      `INSERT INTO router.transfer (id, trail_id, hq_account_id, hq_lead_id, branch_id, branch_name, target, rules_version, state,
         step_started_at, left_out, correlation_id, started_at, changed_at)
       VALUES ($1, $1, $2, $3, $2, 'Казань', '{}', 1, $4, CASE WHEN $5 THEN now() END, '[]', 'c', now(), now())`,
      [uuid(id), uuid(0), id, state, isBegun],
    );
  await migration.up(db);
  const rows = await db.query(
    'SELECT state, step_started_at IS NOT NULL AS begun FROM router.transfer ORDER BY id',
  );
  expect(rows).toEqual([
    { state: 'company-linked', begun: true },
    { state: 'lead-created', begun: false },
    { state: 'branch-noted', begun: true },
  ]);
  await db.release();
});
