import { randomUUID } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { openDatabase } from '@hub/database';
import { Journal } from '@hub/journal';
import { createTestDatabase, type TestDatabase } from '@hub/testing';
import type { DataSource } from 'typeorm';
import { EscalationRepository } from '../src/escalation/escalation.repository.js';
import { MirrorRepository } from '../src/custody/mirror.repository.js';
import { markTried } from '../src/custody/refused-work.js';

const [hq, office, branch, other] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
let database: TestDatabase;
let source: DataSource;
let mirrors: MirrorRepository;

beforeAll(async () => {
  database = await createTestDatabase();
  // One connection, because counts of what was read are kept per connection until they are flushed.
  source = await openDatabase({ url: database.url, name: 'test', entities: [], poolSize: 1 });
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
  await source.query(
    `INSERT INTO router.mirror (leg_id, seen_version, written, left_out, mirrored_at, refused_at, refused_by)
     SELECT $1, $2, NULL, '[]', at, CASE WHEN $4 THEN at END, CASE WHEN $4 THEN $5::uuid END
       FROM (SELECT now() - interval '1 minute' * $3 AS at) AS moment`,
    [id, seenVersion, tried, isRefused, hqAccountId],
  );
}

async function behind(accountId: string | null = null): Promise<number[]> {
  const { behind } = await mirrors.listBehind({ after: null, accountId }, 100);
  return [...behind, ...(await mirrors.listRefused(accountId))]
    .map(({ leadId }) => leadId)
    .sort((a, b) => a - b);
}

it('tries another refused leg each time, also where the one before came to no end', async () => {
  for (const [leadId, tried] of [
    [1, 30],
    [2, 20],
    [3, 10],
  ] as const)
    await leg(leadId, { isRefused: true, tried });
  const tried: number[] = [];
  for (let check = 0; check < 4; check++) {
    const refused = await mirrors.listRefused(hq);
    tried.push(...refused.map(({ leadId }) => leadId));
    const ids = refused.map(({ id }) => id);
    await source.transaction((tx) => markTried(tx, 'mirror', ids));
  }
  expect(tried).toEqual([1, 2, 3, 1]);
});

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
  expect(first.last).toBe(first.behind[1]!.id);
  const rest = await mirrors.listBehind({ ...place, after: first.last }, 2);
  expect(rest.last).toBeNull();
  expect([...first.behind, ...rest.behind].map(({ leadId }) => leadId).sort()).toEqual([1, 2, 3]);
});

it('lists what concerns one account, of head office or of a branch', async () => {
  await leg(1);
  await leg(2, { accountId: other });
  await leg(3, { hqAccountId: office });
  expect(await behind(branch)).toEqual([1, 3]);
  expect(await behind(hq)).toEqual([1, 2]);
});

it('asks an account that refuses with the lead of the longest ago', async () => {
  for (const leadId of [1, 2, 3]) await leg(leadId, { isRefused: true, tried: 20 + leadId });
  await leg(4, { isRefused: true, tried: 5 });
  await leg(5, { isRefused: true, tried: 1, hqAccountId: office });
  await leg(6);
  expect(await behind()).toEqual([3, 5, 6]);
});

it('asks an account that refuses escalations with the one of the longest ago, beside those it does not refuse', async () => {
  const escalations = new EscalationRepository(source, new Journal(source));
  const escalation = (leadId: number, refusedBy: string | null, minutes = 0) =>
    source.query(
      `INSERT INTO router.escalation (id, trail_id, hq_account_id, branch_account_id, branch_lead_id, branch_pipeline_id, branch_name,
         state, todo, left_out, refused_by, refused_at, asked_at, changed_at)
       VALUES (gen_random_uuid(), gen_random_uuid(), $1, $2, $3, 1, 'Казань', 'ending', '[]', '[]', $4,
         CASE WHEN $4::uuid IS NOT NULL THEN now() - interval '1 minute' * $5 END, now(), now())`,
      [hq, branch, leadId, refusedBy, minutes],
    );
  for (const leadId of [1, 2, 3]) await escalation(leadId, hq, 20 + leadId);
  for (const leadId of [4, 5]) await escalation(leadId, branch, leadId);
  await escalation(6, null);
  const listed = async (accountId: string | null) => {
    const rows = await escalations.listBehind({ after: null, accountId }, 100);
    return rows.map(({ leadId }) => leadId).sort((a, b) => a - b);
  };
  expect(await listed(null)).toEqual([3, 5, 6]);
  expect(await listed(hq)).toEqual([3, 5, 6]);
  expect(await listed(office)).toEqual([]);
});

/** What was read of the tables that the check is about: rows of scans and entries of indexes. */
async function rowsRead(): Promise<number> {
  await source.query('SELECT pg_stat_force_next_flush()');
  const tables = `'router.transfer'::regclass, 'router.mirror'::regclass, 'journal.lead'::regclass`;
  const [{ read }]: [{ read: string }] = await source.query(
    `SELECT (SELECT sum(seq_tup_read) FROM pg_stat_user_tables WHERE relid IN (${tables}))
          + (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes WHERE relid IN (${tables})) AS read`,
  );
  return Number(read);
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Megabytes of what is still referred to. */
function heapMb(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed / 1e6;
}

it('reads a page of the legs, and not a hundred thousand that are done, and keeps none', async () => {
  const [legs, size] = [100_000, 1_000];
  await source.query(
    `INSERT INTO router.transfer (id, trail_id, hq_account_id, hq_lead_id, branch_id, branch_name, target, rules_version, state,
       branch_lead_id, ended_as, ended_at, left_out, correlation_id, started_at, changed_at)
     SELECT id, id, $1::uuid, n, $2::uuid, 'Казань', jsonb_build_object('accountId', $2::uuid::text), 1, 'done', n,
       CASE WHEN n % 10 > 0 THEN 'won' END, CASE WHEN n % 10 > 0 THEN now() END, '[]', 'c', now(), now()
     FROM generate_series(1, $3::int) AS n, LATERAL (SELECT gen_random_uuid() AS id WHERE n > 0) AS made`,
    [hq, branch, legs],
  );
  await source.query(
    `INSERT INTO journal.lead SELECT $1::uuid, n, 1, 2, 1, 0, '{}', '{}', NULL, NULL, 1, 1, NULL, NULL, 2, now()
       FROM generate_series(1, $2::int) AS n`,
    [branch, 2 * legs],
  );
  await source.query(
    `INSERT INTO router.mirror (leg_id, seen_version, left_out, mirrored_at)
     SELECT id, 2 - (hq_lead_id % 5000 = 0)::int, '[]', now() FROM router.transfer`,
  );
  await source.query('ANALYZE router.transfer, router.mirror, journal.lead');
  const [found, pages]: [number[], number[]] = [[], []];
  const heap = heapMb();
  for (let after: string | null = null, isLast = false; !isLast;) {
    const before = await rowsRead();
    const page = await mirrors.listBehind({ after, accountId: null }, size);
    pages.push((await rowsRead()) - before);
    found.push(...page.behind.map(({ leadId }) => leadId));
    after = page.last;
    isLast = after === null;
  }
  expect(found.sort((a, b) => a - b)).toEqual(
    Array.from({ length: legs / 5_000 }, (_, n) => (n + 1) * 5_000),
  );
  expect(Math.max(...pages)).toBeLessThan(5 * size);
  // The ids of a hundred thousand legs alone would be several times as much.
  expect(heapMb() - heap).toBeLessThan(2);
  const before = await rowsRead();
  expect(await mirrors.listRefused(null)).toEqual([]);
  expect((await rowsRead()) - before).toBeLessThan(size);
});
