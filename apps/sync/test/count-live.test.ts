import { message } from '@hub/messages';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '@hub/testing';
import { franchise, readRows, SyncFixture, type Branch } from './sync-fixture.js';

let sync: SyncFixture;
let releaseId: string;
let nextId: string;

beforeAll(async () => {
  sync = await SyncFixture.start();
  releaseId = (await sync.importRelease(franchise)).id;
  const text = franchise.replace(/ {6}- name: Переговоры\n.*\n/, '');
  nextId = (await sync.importRelease(text)).id;
});
afterAll(() => sync.close());

const leadsMade = 300;

/** A branch with the release and 300 leads; gives their ids, and a write that puts one into the stage to remove. */
async function busyBranch() {
  const branch = await sync.branch();
  await sync.apply(await sync.plan(branch, releaseId));
  const stage = [...(await readRows(branch)).values()].findLast(({ name }) => name === 'Переговоры')!;
  const ids: number[] = [];
  for (let made = 0; made < leadsMade; made += 50) {
    const items = Array.from({ length: 50 }, (_, at) => ({ name: `Сделка ${made + at}` }));
    const { body } = await branch.api('POST', '/api/v4/leads', items);
    const { leads } = (body as { _embedded: { leads: { id: number }[] } })._embedded;
    ids.push(...leads.map(({ id }) => id));
  }
  const place = { pipeline_id: Number(stage.pipeline_id), status_id: Number(stage.id) };
  const bring = async (id: number) => {
    const { status } = await branch.api('PATCH', `/api/v4/leads/${id}`, place);
    expect(status).toBe(200);
  };
  return { branch, ids, bring };
}

/** Plans the removal; what `meanwhile` does happens after the first page of leads was read and before the second. */
async function planRemoval(branch: Branch, meanwhile: () => Promise<unknown>) {
  const hold = {
    kind: 'hold',
    subdomain: branch.subdomain,
    method: 'GET',
    path: '/api/v4/leads',
    nth: 2,
    when: 'before',
  };
  const fault = (await sync.sandbox.control('POST', 'faults', hold)).body as { id: string };
  const planned = sync.plan(branch, nextId, { prune: true });
  await eventually(async () => {
    const { body } = await sync.sandbox.control('GET', `faults/${fault.id}`);
    expect((body as { holding: unknown[] }).holding).toHaveLength(1);
  });
  await meanwhile();
  await sync.sandbox.control('POST', `faults/${fault.id}/release`, {});
  const { items } = await sync.hub.ask('sync.plans.changes', { planId: (await planned).id, limit: 100 });
  return items.find(({ kind, name }) => kind === 'stage' && name === 'Переговоры');
}

const oneDealInside = {
  action: 'blocked',
  reason: { code: 'needs-target' },
  risks: [{ code: 'deals-in-stage', count: 1 }],
};

it('counts the deal that a deletion moves onto a page already read', async () => {
  const { branch, ids, bring } = await busyBranch();
  await bring(ids[250]!);
  const { subdomain } = branch;
  const removal = await planRemoval(branch, async () => {
    const act = { action: 'lead.delete', subdomain, leadId: ids[2] };
    expect(await sync.sandbox.control('POST', 'actions', act)).toMatchObject({ status: 200 });
  });
  expect(removal).toMatchObject(oneDealInside);
});

it('counts a deal that comes into the stage behind the walk, and counts it once', async () => {
  const { branch, ids, bring } = await busyBranch();
  expect(await planRemoval(branch, () => bring(ids[2]!))).toMatchObject(oneDealInside);
});

it('counts lost deals with their reason before the reason goes or gets another name', async () => {
  const branch = await sync.branch();
  await sync.apply(await sync.plan(branch, releaseId));
  const rows = [...(await readRows(branch)).values()];
  const row = (wanted: string) => rows.find(({ name }) => name === wanted)!;
  const reason = row('Выбрал конкурента');
  const lost = { pipeline_id: row('Продажи — филиал').id, status_id: 143, loss_reason_id: reason.id };
  const { status } = await branch.api('POST', '/api/v4/leads', [
    lost,
    { ...lost, loss_reason_id: row('Дорого').id },
  ]);
  expect(status).toBe(200);
  const mine = async (planId: string) => {
    const { items } = await sync.hub.ask('sync.plans.changes', { planId, limit: 100 });
    return items.filter(({ kind, branchId }) => kind === 'loss-reason' && branchId === String(reason.id));
  };
  const risks = [{ code: 'cards-with-value', count: 1 }];

  const next = await sync.importRelease(franchise.replace('Выбрал конкурента', 'Ушёл к конкуренту'));
  const removal = await sync.plan(branch, next.id, { prune: true });
  expect(await mine(removal.id)).toMatchObject([{ action: 'delete', risks }]);
  expect(removal.objections).toEqual([message('plans.values-lost', { count: 1 })]);

  await branch.api('PATCH', `/api/v4/leads/loss_reasons/${reason.id}`, { name: 'Своя' });
  const rename = await sync.plan(branch, releaseId, { prune: true });
  expect(await mine(rename.id)).toMatchObject([{ action: 'update', risks }]);
  expect(rename.objections).toEqual([]);
});
