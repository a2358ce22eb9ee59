import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { KindName } from '../src/kind/kind-name.js';
import { LedgerRepository } from '../src/ledger/ledger.repository.js';
import { PlanRunRepository } from '../src/plan-run/plan-run.repository.js';
import { ReleaseRepository } from '../src/release/release.repository.js';
import {
  readsOfChecks,
  readsOfDraft,
  readsOfPlan,
  readsOfVerify,
  sumOf,
  type Reads,
} from './expected-reads.js';
import { measuredRelease } from './measured-release.js';
import { readRows, SyncFixture, type Branch, type SpokenPlan } from './sync-fixture.js';

let sync: SyncFixture;
let reference: Branch;

beforeAll(async () => {
  sync = await SyncFixture.start();
  reference = await sync.branch(['reference']);
  const { id } = await sync.importRelease(measuredRelease);
  expect(await sync.apply(await sync.plan(reference, id))).toMatchObject({ state: 'applied' });
});
afterAll(() => sync.close());

const release = async () => (await sync.hub.ask('sync.releases.make', { accountId: reference.accountId })).id;

type Counted = Partial<Record<KindName | 'cards', number>> & { writes?: number };
const paths: readonly (readonly [RegExp, KindName | 'cards'])[] = [
  [/\/loss_reasons$/, 'loss-reason'],
  [/\/custom_fields\/groups$/, 'field-group'],
  [/\/custom_fields$/, 'field'],
  [/\/pipelines$/, 'pipeline'],
  [/\/tags$/, 'tag'],
  [/\/api\/v4\/account$/, 'task-type'],
  [/\/api\/v4\/(leads|contacts|companies)$/, 'cards'],
];

/** Calls of a branch by kind; a call that no formula knows fails. */
function counted(branch: Branch, mark: number): Counted {
  const found: Counted = {};
  for (const call of sync.calls(branch, mark)) {
    const name = call.startsWith('GET ') ? paths.find(([path]) => path.test(call))?.[1] : 'writes';
    if (name === undefined) throw new Error(`no formula knows ${call}`);
    found[name] = (found[name] ?? 0) + 1;
  }
  return found;
}
const readsIn = ({ writes: _writes, ...reads }: Counted) =>
  Object.values(reads).reduce((sum, count) => sum + count, 0);

async function planned(branch: Branch, releaseId: string) {
  const { configuration } = await sync.hub.app.get(ReleaseRepository, { strict: false }).get(releaseId);
  const ledger = await sync.hub.app.get(LedgerRepository, { strict: false }).entriesOf(branch.accountId);
  const mark = sync.lastCall;
  const plan = await sync.plan(branch, releaseId, { prune: true });
  const calls = counted(branch, mark);
  const run = await sync.hub.app.get(PlanRunRepository, { strict: false }).get(plan.id);
  return { plan, calls, whole: run.plan, expected: readsOfPlan(configuration.objects, ledger) };
}

async function applied(branch: Branch, plan: SpokenPlan): Promise<Counted> {
  const mark = sync.lastCall;
  expect(await sync.apply(plan)).toMatchObject({ state: 'applied' });
  return counted(branch, mark);
}

const withCards = (reads: Reads, cards: number): Counted => (cards === 0 ? reads : { ...reads, cards });

it('brings a fresh branch there in 19 reads and 7 writes, and finds nothing to do in 7 reads', async () => {
  const branch = await sync.branch();
  const releaseId = await release();
  const { plan, calls, whole, expected } = await planned(branch, releaseId);
  expect(calls).toEqual(expected);
  expect(plan).toMatchObject({ callsPlanned: 7, objections: [] });
  const apply = await applied(branch, plan);
  expect(apply).toEqual({ ...sumOf(readsOfDraft(whole), readsOfVerify(whole)), writes: 7 });
  expect(readsIn(calls) + readsIn(apply)).toBe(19);

  const again = await planned(branch, releaseId);
  expect(again.plan.isEmpty).toBe(true);
  expect(again.calls).toEqual(again.expected);
  expect(readsIn(again.calls)).toBe(7);
});

it.each([
  ['few leads', 3, 1, 19],
  ['2,500 leads', 2500, 12, 30],
])(
  'renames a stage, adds a value and deletes a field in a branch with %s',
  async (_what, leads, walk, reads) => {
    const branch = await sync.branch();
    await sync.apply(await sync.plan(branch, await release()));
    const hourAgo = Math.floor(Date.now() / 1000) - 3600;
    for (let made = 0; made < leads; made += 250) {
      const items = Array.from({ length: Math.min(250, leads - made) }, () => ({ updated_at: hourAgo }));
      expect(await branch.api('POST', '/api/v4/leads', items)).toMatchObject({ status: 200 });
    }

    const rows = [...(await readRows(reference)).entries()];
    const [path] = rows.findLast(([, { name }]) => /^(Этап 3|Замер)/.test(name))!;
    const { body } = await reference.api('GET', '/api/v4/leads/custom_fields?limit=250');
    const all = (body as { _embedded: { custom_fields: { id: number; name: string; enums: object[] }[] } })
      ._embedded.custom_fields;
    const kind = all.find(({ name }) => name === 'Вид')!;
    const gone = all.findLast(({ name }) => name.startsWith('leads '))!;
    await reference.api('PATCH', path, { name: `Замер ${leads}` });
    const { id, name, enums } = kind;
    await reference.api('PATCH', '/api/v4/leads/custom_fields', [
      { id, name, enums: [...enums, { value: `Ещё ${leads}`, sort: 9000 }] },
    ]);
    await reference.api('DELETE', `/api/v4/leads/custom_fields/${gone.id}`);

    const { plan, calls, whole, expected } = await planned(branch, await release());
    expect(plan.counts).toMatchObject({ create: 1, update: 1, delete: 1, blocked: 0 });
    expect(calls).toEqual(withCards(expected, walk));
    const apply = await applied(branch, plan);
    // What was written since and what is new: for the look, and once more before the field goes.
    expect(apply).toEqual({
      ...withCards(sumOf(readsOfDraft(whole), readsOfChecks(whole), readsOfVerify(whole)), 4),
      writes: 3,
    });
    expect(readsIn(calls) + readsIn(apply)).toBe(reads);
  },
);
