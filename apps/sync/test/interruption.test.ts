import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@hub/testing';
import { largeRelease } from './large-release.js';
import { franchise, readRows, SyncFixture, type Branch, type SpokenPlan } from './sync-fixture.js';
import { SyncWorker } from './sync-worker.js';

/** The everyday suite takes some of the calls, `npm run test:long` every one. */
const isLong = Boolean(process.env.LONG_TESTS);
const deadlineMs = isLong ? 300_000 : 90_000;
const secretKeys = `1:${randomBytes(32).toString('base64')}`;

let sync: SyncFixture;
interface Prepared {
  branch: Branch;
  plan: SpokenPlan;
}

let worker: SyncWorker;
let prepared: Prepared;
const releases = { first: '', large: '' };
/** Calls of an apply that nobody disturbs, and what it leaves behind. */
let undisturbed: { calls: string[]; state: Awaited<ReturnType<typeof stateOf>> };

beforeAll(async () => {
  sync = await SyncFixture.start({ secretKeys });
  releases.first = (await sync.importRelease(franchise)).id;
  releases.large = (await sync.importRelease(largeRelease())).id;
  worker = new SyncWorker(sync, secretKeys);
  await worker.start();
  prepared = await prepare();
  const [{ branch, plan }] = (await copies(1)) as [Prepared];
  expect(plan.counts.create + plan.counts.update + plan.counts.delete).toBeGreaterThan(140);
  const mark = sync.lastCall;
  expect(await sync.apply(plan)).toMatchObject({ state: 'applied' });
  undisturbed = { calls: sync.calls(branch, mark), state: await stateOf(branch) };
});
afterAll(async () => {
  await worker.kill();
  await sync.close();
});

/** A branch that has the first release, things of its own, and a plan for the large one. */
async function prepare(): Promise<Prepared> {
  const branch = await sync.branch();
  const enums = [{ value: 'Один', sort: 1 }];
  await branch.api('POST', '/api/v4/contacts/custom_fields', [{ name: 'contacts 3', type: 'select', enums }]);
  await branch.api('POST', '/api/v4/contacts/tags', [{ name: 'Метка 2' }, { name: 'Своя' }]);
  expect(await sync.apply(await sync.plan(branch, releases.first))).toMatchObject({ state: 'applied' });
  return { branch, plan: await sync.plan(branch, releases.large, { prune: true }) };
}

/** As many branches as asked for that stand exactly as the prepared one, ledger and plan included. */
async function copies(count: number): Promise<Prepared[]> {
  const made: Prepared[] = [];
  const { accounts } = sync.sandbox.sandbox;
  const { accountId: from, subdomain } = prepared.branch;
  const { pipelines, fields, fieldGroups, lossReasons, tags } = accounts.get(subdomain)!;
  for (let n = 0; n < count; n++) {
    const branch = await sync.branch();
    const configuration = structuredClone({ pipelines, fields, fieldGroups, lossReasons, tags });
    Object.assign(accounts.get(branch.subdomain)!, configuration);
    const id = randomUUID();
    await sync.hub.source.query(
      `INSERT INTO sync.managed_object SELECT $2, kind, ref, branch_id, origin
       FROM sync.managed_object WHERE account_id = $1`,
      [from, branch.accountId],
    );
    await sync.hub.source.query(
      `INSERT INTO sync.plan_run SELECT (jsonb_populate_record(run, jsonb_build_object('id', $2::text, 'account_id',
       $3::text))).* FROM sync.plan_run run WHERE id = $1`,
      [prepared.plan.id, id, branch.accountId],
    );
    made.push({ branch, plan: { ...prepared.plan, id } });
  }
  return made;
}

/** What must be the same however often an apply was interrupted: content, number of objects, and whose they are. */
async function stateOf(branch: Branch) {
  const { accountId } = branch;
  const { text } = await sync.hub.ask('sync.blueprints.export', { accountId });
  const rows = await readRows(branch);
  const ledger = await sync.hub.source.query<unknown[]>(
    'SELECT kind, ref, origin FROM sync.managed_object WHERE account_id = $1 ORDER BY kind, ref',
    [accountId],
  );
  return { text: text.replace(/^name: .*$/m, ''), objects: rows.size, ledger };
}

type Disturbance = 'hold' | 'lost-answer';

/** The calls to disturb, counted from 1. In the everyday run each disturbance has a quarter of the writes, and not the same. */
function chosen(kind: Disturbance): number[] {
  const all = undisturbed.calls.map((_, at) => at + 1);
  const isWrite = (n: number) => !undisturbed.calls[n - 1]?.startsWith('GET ');
  const writes = all.filter(isWrite);
  if (isLong) return all;
  const first = kind === 'hold' ? 0 : 2;
  return [2, ...writes.filter((_, at) => at % 4 === first), all.length];
}

async function disturb(kind: Disturbance, disturbed: Prepared[]): Promise<void> {
  const ns = chosen(kind);
  await Promise.all(
    disturbed.map(({ branch: { subdomain } }, at) =>
      sync.sandbox.control('POST', 'faults', { kind, subdomain, nth: ns[at], when: 'after' }),
    ),
  );
}

async function expectAsUndisturbed(kind: Disturbance, disturbed: Prepared[]): Promise<void> {
  const ended = await Promise.all(disturbed.map(({ plan }) => sync.ended(plan.id, deadlineMs)));
  const ns = chosen(kind);
  const outcomes = ended.map(({ state, reason }, at) => ({ n: ns[at], state, reason }));
  expect(outcomes.filter(({ state }) => state !== 'applied')).toEqual([]);
  const states = await Promise.all(disturbed.map(({ branch }) => stateOf(branch)));
  for (const state of states) expect(state).toEqual(undisturbed.state);
}

async function faultsHit(): Promise<void> {
  await eventually(async () => {
    const { body } = await sync.sandbox.control('GET', 'faults');
    const missing = (body as { hits: number; subdomain: string }[]).filter(({ hits }) => hits === 0);
    expect(missing).toEqual([]);
  }, deadlineMs);
}

describe('an apply of about 150 changes', () => {
  it(
    'reaches the same state when it is killed while the n-th answer is under way',
    async () => {
      const disturbed = await copies(chosen('hold').length);
      await disturb('hold', disturbed);
      for (const { plan } of disturbed) await sync.begin(plan);
      await faultsHit();
      await worker.kill();
      await sync.sandbox.control('DELETE', 'faults');
      await worker.start();
      await expectAsUndisturbed('hold', disturbed);
    },
    2 * deadlineMs,
  );

  it(
    'reaches the same state when the n-th call is done but its answer is lost',
    async () => {
      const disturbed = await copies(chosen('lost-answer').length);
      await disturb('lost-answer', disturbed);
      for (const { plan } of disturbed) await sync.begin(plan);
      await faultsHit();
      await expectAsUndisturbed('lost-answer', disturbed);
    },
    2 * deadlineMs,
  );
});
