import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SyncFixture, type Branch, type SpokenPlan } from './sync-fixture.js';
import { SyncWorker } from './sync-worker.js';

const text = (stages: string) => `blueprint: 1
name: Филиал
pipelines:
  - name: Заявки
    stages: [${stages}]
`;
const secretKeys = `1:${randomBytes(32).toString('base64')}`;

let sync: SyncFixture;
let worker: SyncWorker;
const releases = { all: '', less: '' };
beforeAll(async () => {
  sync = await SyncFixture.start({ secretKeys });
  worker = new SyncWorker(sync, secretKeys);
  await worker.start();
  releases.all = (await sync.importRelease(text('Новая, Замер, Договор'))).id;
  releases.less = (await sync.importRelease(text('Новая, Договор'))).id;
});
afterAll(async () => {
  await worker.kill();
  await sync.close();
});

interface Stages {
  pipelineId: number;
  [name: string]: number;
}
interface Prepared {
  branch: Branch;
  stages: Stages;
  leads: number[];
  plan: SpokenPlan;
}

/** A branch with so many deals in a stage that goes, and the plan that moves them to «Новая». */
async function prepare(count: number): Promise<Prepared> {
  const branch = await sync.branch();
  expect(await sync.apply(await sync.plan(branch, releases.all))).toMatchObject({ state: 'applied' });
  const { body } = await branch.api('GET', '/api/v4/leads/pipelines');
  const pipeline = body._embedded.pipelines.find(({ name }: { name: string }) => name === 'Заявки');
  const named = pipeline._embedded.statuses.map(({ name, id }: { name: string; id: number }) => [name, id]);
  const stages: Stages = { ...Object.fromEntries(named), pipelineId: pipeline.id };
  const leads: number[] = [];
  for (let left = count; left > 0; left -= 250) {
    const deals = Array.from({ length: Math.min(left, 250) }, (_, at) => ({
      ...{ name: `Сделка ${at}`, pipeline_id: pipeline.id, status_id: stages.Замер },
    }));
    const made = await branch.api('POST', '/api/v4/leads', deals);
    leads.push(...made.body._embedded.leads.map(({ id }: { id: number }) => id));
  }
  const target = { from: `${pipeline.id}/${stages.Замер ?? 0}`, to: 'Заявки/Новая' };
  const plan = await sync.plan(branch, releases.less, { prune: true, migrationTargets: [target] });
  expect(plan.counts).toMatchObject({ delete: 1, blocked: 0 });
  expect(plan.text).toContain(`сделок на этапе: ${count}`);
  return { branch, stages, leads, plan };
}

async function stagesOf({ branch }: Prepared): Promise<Map<number, number>> {
  const places = new Map<number, number>();
  for (let page = 1; ; page++) {
    const { body, status } = await branch.api('GET', `/api/v4/leads?limit=250&page=${page}&order[id]=asc`);
    if (status === 204) return places;
    for (const { id, status_id } of body._embedded.leads) places.set(id, status_id);
  }
}
/** A person moves a deal. */
const move = ({ branch, stages }: Prepared, id: number | undefined, stage: string) =>
  branch.api('PATCH', `/api/v4/leads/${id}`, { pipeline_id: stages.pipelineId, status_id: stages[stage] });
/** The answer to the first call that moves deals is held; the deals are moved. */
async function holdMove({ branch: { subdomain }, plan }: Prepared): Promise<string> {
  const hold = { kind: 'hold', subdomain, method: 'PATCH', path: '/api/v4/leads', when: 'after' };
  const fault = (await sync.sandbox.control('POST', 'faults', hold)).body as { id: string };
  await sync.begin(plan);
  await sync.paused(fault.id);
  return fault.id;
}
const moves = ({ branch }: Prepared, mark: number) =>
  sync.calls(branch, mark).filter((call) => call === 'PATCH /api/v4/leads').length;
const readings = ({ branch }: Prepared, mark: number) =>
  sync.calls(branch, mark).filter((call) => call === 'GET /api/v4/leads').length;

describe('deals of a stage that goes', () => {
  it('stay where a person moved them while others were moved', async () => {
    const prepared = await prepare(300);
    const mark = sync.lastCall;
    const fault = await holdMove(prepared);
    // On a later page, and on the page whose deals are being moved.
    const { leads, branch, stages } = prepared;
    const [behind = 0, beside = 0, won = 0] = [leads.at(-1), leads[180], leads[190]];
    for (const taken of [behind, beside]) await move(prepared, taken, 'Договор');
    await branch.api('PATCH', `/api/v4/leads/${won}`, { pipeline_id: stages.pipelineId, status_id: 142 });
    await sync.sandbox.control('DELETE', `faults/${fault}`);
    const read = sync.lastCall;
    expect(await sync.ended(prepared.plan.id)).toMatchObject({ state: 'applied' });
    // One before each further call of the first page; the second page, the round that finds none and the count cost six.
    expect(readings(prepared, read)).toBe(4 + 6);
    const places = await stagesOf(prepared);
    expect([behind, beside, won].map((id) => places.get(id))).toEqual([stages.Договор, stages.Договор, 142]);
    for (const taken of [behind, beside, won]) places.delete(taken);
    expect([places.size, new Set(places.values())]).toEqual([297, new Set([stages.Новая])]);
    // Fifty deals in a call, five calls for the first page.
    expect(moves(prepared, mark)).toBe(6);
  });

  it('are not moved twice when the process is killed between the call and its answer', async () => {
    const prepared = await prepare(12);
    const { leads, plan, stages } = prepared;
    const mark = sync.lastCall;
    const fault = await holdMove(prepared);
    await worker.kill();
    await sync.sandbox.control('DELETE', `faults/${fault}`);
    await move(prepared, leads[0], 'Договор');
    await worker.start();
    expect(await sync.ended(plan.id)).toMatchObject({ state: 'applied' });
    const places = await stagesOf(prepared);
    expect(leads.map((id) => places.get(id))).toEqual([
      stages.Договор,
      ...leads.slice(1).map(() => stages.Новая),
    ]);
    expect(moves(prepared, mark)).toBe(1);
    const [recorded] = await sync.hub.source.query(
      'SELECT count(*)::int AS deals FROM sync.moved_deal WHERE plan_id = $1',
      [plan.id],
    );
    expect(recorded).toEqual({ deals: 12 });
  });

  it('are left to a person who puts one back, and the stage stays', async () => {
    const prepared = await prepare(3);
    const fault = await holdMove(prepared);
    await worker.kill();
    await sync.sandbox.control('DELETE', `faults/${fault}`);
    await sync.hub.source.query('UPDATE sync.moved_deal SET moved_at = now() WHERE plan_id = $1', [
      prepared.plan.id,
    ]);
    await move(prepared, prepared.leads[1], 'Замер');
    await worker.start();
    expect(await sync.ended(prepared.plan.id)).toMatchObject({ state: 'stale' });
    const places = await stagesOf(prepared);
    expect(places.get(prepared.leads[1] ?? 0)).toBe(prepared.stages.Замер);
  });
});
