import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { openDatabase } from '@hub/database';
import { Journal } from '@hub/journal';
import { createTestDatabase, type TestDatabase } from '@hub/testing';
import type { DataSource } from 'typeorm';
import { MirrorRepository } from '../src/custody/mirror.repository.js';

const [hq, office, branch, other] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
let database: TestDatabase;
let source: DataSource;
let mirrors: MirrorRepository;

beforeAll(async () => {
  database = await createTestDatabase();
  source = await openDatabase({ url: database.url, name: 'test', entities: [] });
  mirrors = new MirrorRepository(source, new Journal(source));
  await source.query(`INSERT INTO router.routing_rules VALUES (1, '{}', now())`);
});
afterAll(async () => {
  await source.destroy();
  await database.drop();
});
beforeEach(() => source.query('TRUNCATE router.transfer, router.re_route, router.mirror, journal.lead'));

interface Given {
  hqAccountId?: string;
  accountId?: string;
  trailId?: string;
  endedAs?: string;
  /** The journal's version is 2. */
  seenVersion?: number;
  isRefused?: boolean;
  /** How many minutes ago HQ was written to last. */
  tried?: number;
}

/** A leg whose branch lead has changed since it was mirrored, which its HQ account may have refused. */
async function leg(leadId: number, given: Given = {}): Promise<void> {
  const id = randomUUID();
  const { hqAccountId = hq, accountId = branch, trailId = id, endedAs = null } = given;
  const { seenVersion = 1, isRefused = false, tried = 60 } = given;
  await source.query(
    `INSERT INTO router.transfer (id, trail_id, hq_account_id, hq_lead_id, branch_id, branch_name, target, rules_version, state,
       branch_lead_id, ended_as, ended_at, left_out, correlation_id, started_at, changed_at)
     VALUES ($1, $2, $3, $4, $5, 'Казань', $7, 1, 'done', $4, $6,
       CASE WHEN $6::text IS NOT NULL THEN now() END, '[]', 'c', clock_timestamp(), now())`,
    [id, trailId, hqAccountId, leadId, accountId, endedAs, { accountId }],
  );
  await source.query(
    `INSERT INTO journal.lead VALUES ($1, $2, 1, 2, 1, 0, '{}', '{}', NULL, NULL, 1, 1, NULL, NULL, 2, now())`,
    [accountId, leadId],
  );
  const leftOut = isRefused ? [{ key: 'custody.refused', facts: { reason: { key: 'failures.x' } } }] : [];
  await source.query(
    `INSERT INTO router.mirror (leg_id, seen_version, written, left_out, mirrored_at)
     VALUES ($1, $2, NULL, $3, now() - interval '1 minute' * $4)`,
    [id, seenVersion, JSON.stringify(leftOut), tried],
  );
}

async function behind(accountId: string | null = null): Promise<number[]> {
  const rows = await mirrors.listBehind({ after: null, accountId }, 100);
  return rows.map(({ leadId }) => leadId).sort((a, b) => a - b);
}

it('lists what a branch has ended as well, where no later leg has the lead', async () => {
  for (const [at, endedAs] of ['won', 'lost', 'gone', 're-routed'].entries()) await leg(at, { endedAs });
  await leg(10, { endedAs: 'won', seenVersion: 2 });
  const trailId = randomUUID();
  await leg(11, { endedAs: 'lost', trailId });
  await leg(12, { trailId });
  await leg(13, { seenVersion: 2 });
  expect(await behind()).toEqual([0, 1, 2, 12]);
});

it('goes on behind a page', async () => {
  for (const leadId of [1, 2, 3]) await leg(leadId);
  const place = { after: null, accountId: null };
  const first = await mirrors.listBehind(place, 2);
  const rest = await mirrors.listBehind({ ...place, after: first[1]!.id }, 2);
  expect([...first, ...rest].map(({ leadId }) => leadId).sort()).toEqual([1, 2, 3]);
});

it('lists what concerns one account, of head office or of a branch', async () => {
  await leg(1);
  await leg(2, { accountId: other });
  await leg(3, { hqAccountId: office });
  expect(await behind(branch)).toEqual([1, 3]);
  expect(await behind(hq)).toEqual([1, 2]);
});

it('asks an account that refuses with the lead of the longest ago, and with all when it takes one again', async () => {
  for (const leadId of [1, 2, 3]) await leg(leadId, { isRefused: true, tried: 20 + leadId });
  await leg(4, { isRefused: true, tried: 5 });
  await leg(5, { isRefused: true, tried: 1, hqAccountId: office });
  await leg(6);
  expect(await behind()).toEqual([3, 5, 6]);
  await leg(7, { seenVersion: 2, tried: 0 });
  expect(await behind()).toEqual([1, 2, 3, 4, 5, 6]);
});
