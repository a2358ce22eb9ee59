import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { openDatabase } from '@hub/database';
import { Journal, journalEntities } from '@hub/journal';
import { createTestDatabase, type TestDatabase } from '@hub/testing';
import type { DataSource } from 'typeorm';
import { OpenLoads } from '../src/lead/open-loads.js';
import { branchOf } from './situation.js';

let database: TestDatabase;
let source: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  source = await openDatabase({ url: database.url, name: 'test', entities: [...journalEntities] });
  await source.query(`INSERT INTO router.routing_rules VALUES (1, '{}', now())`);
});
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

it('a lead that has left its branch a minute ago is no load, whatever the journal shows of it yet', async () => {
  const accountId = randomUUID();
  const target = { accountId, pipelineId: 1, statusId: 2, ownerId: null, standInId: null };
  const branch = branchOf(randomUUID(), { target });
  const begin = (leadId: number, endedAs: string | null) =>
    source.query(
      `INSERT INTO router.transfer (id, trail_id, hq_account_id, hq_lead_id, branch_id, branch_name, target, rules_version, state,
         branch_lead_id, ended_as, ended_at, left_out, correlation_id, started_at, changed_at)
       SELECT id, id, $1, $2, $3, 'Казань', $4, 1, 'done', $2, $5, CASE WHEN $5::text IS NOT NULL THEN now() END, '[]', 'c', now(), now()
         FROM gen_random_uuid() AS id`,
      [randomUUID(), leadId, branch.id, target, endedAs],
    );
  await begin(1, null);
  await begin(2, 'rejected');
  await begin(3, 're-routed');
  const seen = `INSERT INTO journal.lead VALUES ($1, $2, 1, 2, 1, 0, '{}', '{}', NULL, NULL, 1, 1, NULL, NULL, 1, now())`;
  for (const leadId of [1, 3, 9]) await source.query(seen, [accountId, leadId]);
  const [loaded] = await new OpenLoads(source, new Journal(source)).add([branch]);
  expect(loaded!.openLeads).toBe(2);
});
