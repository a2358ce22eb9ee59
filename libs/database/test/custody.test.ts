import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@hub/testing';
import { DataSource } from 'typeorm';
import { KeepCustody1764000620000 } from '../src/migrations/1764000620000-keep-custody.js';

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

it('gives what was handed over a trail, shows nothing of it before its next change, and goes back to one transfer a lead', async () => {
  const migration = new KeepCustody1764000620000();
  const db = source.createQueryRunner();
  await migration.down(db);
  await db.query(`INSERT INTO router.routing_rules VALUES (1, '{}', now())`);
  for (const [id, leadId, state, minutes] of [
    [1, 7, 'cancelled', 9],
    [2, 7, 'done', 8],
    [3, 8, 'done', 7],
    [4, 9, 'decided', 6],
  ] as const)
    await db.query(
      `INSERT INTO router.transfer (id, hq_account_id, hq_lead_id, branch_id, branch_name, target, rules_version, state,
         branch_lead_id, left_out, correlation_id, started_at, changed_at)
       VALUES ($1, $2, $3::bigint, $2, 'Казань', $4, 1, $5, $3::bigint + 100, '[]', 'c', now() - interval '1 minute' * $6, now())`,
      [uuid(id), uuid(0), leadId, { accountId: uuid(9) }, state, minutes],
    );
  await db.query(
    `INSERT INTO journal.lead (account_id, lead_id, pipeline_id, status_id, owner_id, price, tags, contact_ids, created_at,
       updated_at, version, read_at) VALUES ($1, 107, 1, 142, 3, 0, '{}', '{}', 1, 1, 5, now())`,
    [uuid(9)],
  );
  await migration.up(db);

  const trails = 'SELECT id, trail_id FROM router.transfer ORDER BY id';
  expect(await db.query(trails)).toEqual(
    [1, 1, 3, 4].map((trail, at) => ({ id: uuid(at + 1), trail_id: uuid(trail) })),
  );
  expect(await db.query('SELECT leg_id, seen_version FROM router.mirror ORDER BY leg_id')).toEqual([
    { leg_id: uuid(2), seen_version: 5 },
    { leg_id: uuid(3), seen_version: 1 },
  ]);

  await db.query(`UPDATE router.transfer SET ended_as = 'rejected', ended_at = now() WHERE id = $1`, [
    uuid(3),
  ]);
  await db.query(
    `INSERT INTO router.transfer SELECT (jsonb_populate_record(t, jsonb_build_object('id', $2::text, 'ended_at', NULL,
       'started_at', now()))).* FROM router.transfer t WHERE id = $1`,
    [uuid(3), uuid(5)],
  );
  await migration.down(db);
  expect(await db.query('SELECT id FROM router.transfer ORDER BY id')).toEqual(
    [1, 2, 4, 5].map((id) => ({ id: uuid(id) })),
  );
  await migration.up(db);
  await db.release();
});
