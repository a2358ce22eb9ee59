import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { migrate, openDatabase } from '@hub/database';
import { BadEnvironment } from '@hub/platform';
import { createTestDatabase, type TestDatabase } from '@hub/testing';
import type { DataSource, QueryRunner } from 'typeorm';
import { makeBus, reloadBus } from '../src/load-sql.js';
import { NameByGlossary1764000859000 } from '../src/migrations/1764000859000-name-by-glossary.js';
import { AnnounceReturnedAccounts1764000944000 } from '../src/migrations/1764000944000-announce-returned-accounts.js';
import { UntieClosedBranches1764000906000 } from '../src/migrations/1764000906000-untie-closed-branches.js';
import { firstMigrations, migrations } from '../src/migrations/list.js';
import { oldMigrations } from './old-migrations.js';

let database: TestDatabase;
let source: DataSource;
let db: QueryRunner;
const open = () => openDatabase({ url: database.url, name: 'test', entities: [] });

beforeEach(async () => {
  database = await createTestDatabase();
  source = await open();
  db = source.createQueryRunner();
});
afterEach(async () => {
  await db.release();
  await source.destroy();
  await database.drop();
});

const servicesWithBus = ['gateway', 'limits', 'observer', 'router', 'sync'];
const namesOf = (list: readonly { name: string }[]) => list.map(({ name }) => name);
const executed = async () => namesOf(await db.query('SELECT name FROM migrations ORDER BY id'));

async function schemas(): Promise<string[]> {
  return namesOf(
    await db.query(`SELECT nspname AS name FROM pg_namespace
      WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'public') ORDER BY 1`),
  );
}

async function empty(): Promise<void> {
  for (const schema of await schemas()) await db.query(`DROP SCHEMA ${schema} CASCADE`);
  await db.query('DROP TABLE migrations');
}

/** What a schema has of the bus: its columns, indexes, rules and functions, without the name of the schema. */
async function busOf(schema: string): Promise<unknown> {
  const rows: { what: string }[] = await db.query(
    `SELECT regexp_replace(what, '\\m' || $1 || '(?=[._])', '', 'g') AS what FROM (
       SELECT format('%s.%s %s %s %s', table_name, column_name, data_type, is_nullable, column_default) AS what
         FROM information_schema.columns WHERE table_schema = $1
       UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = $1
       UNION ALL SELECT conrelid::regclass || pg_get_constraintdef(oid) FROM pg_constraint
         WHERE connamespace = $1::regnamespace AND conrelid <> 0
       UNION ALL SELECT oid::regclass || reloptions::text FROM pg_class WHERE relnamespace = $1::regnamespace
       -- PostgreSQL may ask this of functions of all schemas first, and aggregates have no definition.
       UNION ALL SELECT CASE WHEN prokind <> 'a' THEN pg_get_functiondef(oid) END FROM pg_proc WHERE pronamespace = $1::regnamespace
     ) AS it WHERE what ~ '\\m(outbox|inbox|inbox_lane|inbox_fence|woken|schedule_run|outbox_\\w+|inbox_\\w+)\\M' ORDER BY 1`,
    [schema],
  );
  return rows.map(({ what }) => what);
}

describe('migrations', () => {
  it('are executed once, however many processes start', async () => {
    await empty();
    const other = await open();
    await Promise.all([migrate(source), migrate(other)]);
    await migrate(other);
    await other.destroy();
    expect(await executed()).toEqual(namesOf(migrations));
  });

  it.each(firstMigrations.map((Migration) => [Migration.name, Migration] as const))(
    '%s makes one schema and needs no other',
    async (name, Migration) => {
      await empty();
      await db.startTransaction();
      await new Migration().up(db);
      expect(await schemas()).toEqual([expect.stringMatching(/^\w+$/)]);
      const [schema = ''] = await schemas();
      expect(name.toLowerCase()).toContain(schema);
      await new Migration().down(db);
      expect(await schemas()).toEqual([]);
      await db.rollbackTransaction();
    },
  );
});

it('has no function whose body names what there is not', async () => {
  await db.startTransaction();
  const functions: { made: string }[] = await db.query(
    `SELECT pg_get_functiondef(oid) AS made FROM pg_proc WHERE pronamespace::regnamespace::text = ANY ($1)`,
    [await schemas()],
  );
  expect(functions.length).toBeGreaterThan(20);
  // Bodies are checked here; they are not while the files are loaded, because later migrations may bring what they name.
  for (const { made } of functions) await db.query(made);
  await db.rollbackTransaction();
});

it('renames what rows of before say, and their functions', async () => {
  const renaming = new NameByGlossary1764000859000();
  const reasons = (found: string) => [
    { check: 'region', value: 'standing' },
    { check: 'choice', found, value: 'К' },
  ];
  const notTaken = (found: string) => [{ check: 'choice', found, branchId: null }];
  const note = { do: 'note', text: { key: 'k', facts: { said: '{"do": "tell"' } } };
  await db.startTransaction();
  await renaming.down(db);
  for (const service of servicesWithBus)
    await db.query(`CREATE FUNCTION ${service}.inbox_turn() RETURNS int LANGUAGE sql AS 'SELECT 1'`);
  await db.query(
    `INSERT INTO router.escalation (id, trail_id, hq_account_id, branch_account_id, branch_lead_id,
       branch_pipeline_id, branch_name, state, todo, told, stands, left_out, asked_at, standing_at, changed_at)
     SELECT id, id, id, id, 1, 2, 'К', 'standing', $1, '{"statusId": 3}', true, '[]', now(), now(), now()
       FROM (SELECT gen_random_uuid() AS id) AS one`,
    [JSON.stringify([note, { do: 'tell', place: null }])],
  );
  await db.query(
    `INSERT INTO router.judged_lead (account_id, lead_id, kind, reason, not_taken, since, touched_at, read_at)
     VALUES (gen_random_uuid(), 1, 'wait', $1, $2, now(), now(), now())`,
    [JSON.stringify(reasons('standing')[1]), JSON.stringify(notTaken('not-standing'))],
  );
  await db.query(`INSERT INTO router.routing_rules VALUES (1, '{}', now())`);
  await db.query(
    `INSERT INTO router.decision (id, account_id, lead_id, kind, reasons, rules_version, correlation_id, decided_at)
     VALUES (gen_random_uuid(), gen_random_uuid(), 1, 'wait', $1, 1, 'c', now())`,
    [JSON.stringify(reasons('standing'))],
  );
  await renaming.up(db);
  expect(
    await db.query(`SELECT state, todo, reported_place, is_in_pipeline, delivered_at IS NOT NULL AS at
      FROM router.escalation`),
  ).toEqual([
    {
      ...{ state: 'delivered', todo: [note, { do: 'report', place: null }], at: true },
      ...{ reported_place: { statusId: 3 }, is_in_pipeline: true },
    },
  ]);
  expect(await db.query('SELECT reason, not_taken FROM router.judged_lead')).toEqual([
    { reason: reasons('current')[1], not_taken: notTaken('not-current') },
  ]);
  expect(await db.query('SELECT reasons FROM router.decision')).toEqual([{ reasons: reasons('current') }]);
  expect(await db.query(`SELECT FROM pg_proc WHERE proname = 'inbox_turn'`)).toEqual([]);
  await db.rollbackTransaction();
});

it('announces accounts that were connected again, and no others', async () => {
  await db.startTransaction();
  const account = (name: string, state: string, amoId: number | null) =>
    db.query(
      `INSERT INTO accounts.account (id, subdomain, host, amo_id, name, roles, mode, time_zone, state, state_reason, state_since, created_at)
       VALUES (gen_random_uuid(), $1::text, $1::text || '.amocrm.ru', $3, $1, '{hq}', 'apply', 'Europe/Moscow', $2, 'r', now(), now())`,
      [name, state, amoId],
    );
  await account('before', 'removed', 7);
  await account('back', 'connected', 7);
  await account('namesake', 'connected', 8);
  await account('away before', 'removed', 9);
  await account('away', 'reconnect', 9);
  await new AnnounceReturnedAccounts1764000944000().up(db);
  const announced = await db.query('SELECT name FROM accounts.account WHERE usable_at IS NOT NULL');
  expect(announced).toEqual([{ name: 'back' }]);
  await db.rollbackTransaction();
});

describe('the bus', () => {
  it('is the same in every service, and in one that comes later', async () => {
    await db.startTransaction();
    await db.query('CREATE SCHEMA later');
    await makeBus(db, 'later');
    const later = await busOf('later');
    expect(later).toContainEqual(expect.stringContaining('FUNCTION .inbox_round'));
    for (const service of servicesWithBus) expect(await busOf(service)).toEqual(later);
    await db.rollbackTransaction();
  });

  it('is loaded anew where it is, and nowhere else', async () => {
    const now = await busOf('limits');
    await db.startTransaction();
    for (const service of servicesWithBus)
      await db.query(`CREATE OR REPLACE FUNCTION ${service}.inbox_wake(_waits_for text) RETURNS int
        LANGUAGE sql AS $$ SELECT 0 $$`);
    expect(await busOf('limits')).not.toEqual(now);
    await reloadBus(db);
    for (const service of servicesWithBus) expect(await busOf(service)).toEqual(now);
    expect(await busOf('journal')).toEqual([]);
    await db.rollbackTransaction();
  });
});

describe('a database of before the first release', () => {
  const name = (names: string[]) =>
    db.query(
      'INSERT INTO migrations (timestamp, name) SELECT right(name, 13)::bigint, name FROM unnest($1::text[]) AS name',
      [names],
    );
  beforeEach(async () => {
    for (const Later of migrations.slice(firstMigrations.length).reverse()) await new Later().down(db);
    await db.query('DELETE FROM migrations');
  });

  it('goes on as it is when it was up to date', async () => {
    await name(oldMigrations);
    await db.query('UPDATE gateway.webhook_cursor SET read_to = 7');
    await migrate(source);
    expect(await executed()).toEqual(namesOf(migrations));
    expect(await db.query('SELECT read_to FROM gateway.webhook_cursor')).toEqual([{ read_to: '7' }]);
  });

  it('goes on after an old version has begun to execute its own migrations again', async () => {
    const first = namesOf(firstMigrations);
    await name([...first, ...oldMigrations.slice(0, 1)]);
    await migrate(source);
    expect(await executed()).toEqual(namesOf(migrations));
  });

  it.each([
    ['lacks one', oldMigrations.slice(0, -1)],
    ['has one that nobody knows', [...oldMigrations, 'TryThings1764000800000']],
  ])('is left alone when it %s', async (_what, names) => {
    await name(names);
    await expect(migrate(source)).rejects.toThrow(BadEnvironment);
    await expect(migrate(source)).rejects.toThrow(/start commit \w+ on it once.*DATABASE_URL/);
    expect(await executed()).toEqual(names);
  });
});

it('revokes the keys that earlier off-boardings left, and masks the names of their accounts', async () => {
  const account = async (state: string): Promise<[string, string]> => {
    const [row]: { id: string; branch: string }[] = await db.query(
      `WITH account AS (
         INSERT INTO accounts.account (id, subdomain, host, name, roles, mode, time_zone, state, state_reason, state_since, created_at)
         VALUES (gen_random_uuid(), $1, $1, $1, '{branch}', 'observe', 'Europe/Moscow', $1, '', now(), now()) RETURNING id)
       INSERT INTO accounts.branch (id, name, regions, state, account_id, created_at)
       SELECT gen_random_uuid(), $1, '[]', 'active', id, now() FROM account RETURNING id AS branch, account_id AS id`,
      [state],
    );
    return [row?.id ?? '', row?.branch ?? ''];
  };
  const [[gone, closed], [, open]] = [await account('removed'), await account('connected')];
  const keys = { both: [closed, open], dead: [closed], own: [open], all: null };
  for (const [name, branches] of Object.entries(keys))
    await db.query(
      `INSERT INTO gateway.api_key (id, name, prefix, hash, role, branch_ids)
       VALUES (gen_random_uuid(), $1, 'fh_', $1, 'viewer', $2)`,
      [name, branches],
    );
  await db.query(
    `INSERT INTO gateway.audit (id, actor_id, actor, action, correlation_id, before, request)
     VALUES (gen_random_uuid(), gen_random_uuid(), 'a', 'PATCH /api/v1/accounts/' || $1, 'c', NULL, '{"name": "ИП Кац"}'),
            (gen_random_uuid(), gen_random_uuid(), 'a', 'POST /api/v1/branches', 'c', $2, '{"name": "Казань"}')`,
    [gone, JSON.stringify({ accountId: gone })],
  );
  await new UntieClosedBranches1764000906000().up(db);
  expect(
    await db.query(
      'SELECT hash, name, branch_ids, revoked_at IS NOT NULL AS revoked FROM gateway.api_key ORDER BY 1',
    ),
  ).toEqual([
    { hash: 'all', name: 'all', branch_ids: null, revoked: false },
    { hash: 'both', name: 'both', branch_ids: [open], revoked: false },
    { hash: 'dead', name: 'fh_', branch_ids: [], revoked: true },
    { hash: 'own', name: 'own', branch_ids: [open], revoked: false },
  ]);
  expect(await db.query('SELECT request FROM gateway.audit ORDER BY action')).toEqual([
    { request: { name: '***' } },
    { request: { name: 'Казань' } },
  ]);
});
