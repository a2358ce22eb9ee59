import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readRows, SyncFixture, type Branch } from './sync-fixture.js';

let sync: SyncFixture;
const releases = { first: '', next: '' };
const stages = (list: string, more = '') => `blueprint: 1
name: Проба
pipelines:
  - { name: Продажи, stages: [${list}] }${more}
tags:
  leads: [Проба]
`;
beforeAll(async () => {
  sync = await SyncFixture.start();
  releases.first = (await sync.importRelease(stages('Первый, Замер, Архив'))).id;
  // The new pipeline is the first call of a plan, during which people decide.
  const next = stages('Первый, Архив', '\n  - { name: Новая, stages: [Первый] }');
  releases.next = (await sync.importRelease(next)).id;
});
afterAll(() => sync.close());

const endsAt = new Date(Date.now() + 86_400_000).toISOString();
const except = ({ accountId }: Branch, more: { key: string; kind?: string; attributes?: string[] }) =>
  sync.hub.ask('sync.exceptions.save', {
    ...{ accountId, kind: 'stage', attributes: [], reason: 'Свой', endsAt, by: 'Анна' },
    ...{ releaseId: releases.first, ...more },
  });
/** The object that the hub made under this name is the branch's own from now on. */
async function forget({ accountId }: Branch, name: string): Promise<unknown> {
  const { items } = await sync.hub.ask('sync.ledger.list', { accountId, limit: 100 });
  const { kind, ref } = items.find((row) => row.ref.endsWith(name))!;
  return sync.hub.ask('sync.ledger.forget', { accountId, kind, ref });
}

async function prepared() {
  const branch = await sync.branch();
  expect(await sync.apply(await sync.plan(branch, releases.first))).toMatchObject({ state: 'applied' });
  const rows = [...(await readRows(branch)).entries()].map(
    ([path, row]) => [row.name, { path, row }] as const,
  );
  return { branch, at: (name: string) => new Map(rows).get(name)! };
}

async function hold(branch: Branch, at: object): Promise<string> {
  const fault = { kind: 'hold', count: 1, subdomain: branch.subdomain, ...at };
  return ((await sync.sandbox.control('POST', 'faults', fault)).body as { id: string }).id;
}
const newPipeline = { method: 'POST', path: '/api/v4/leads/pipelines' };

/** Applies a plan; what `meanwhile` does happens while the hub waits for an answer. */
async function applyWhile(
  branch: Branch,
  meanwhile: () => Promise<unknown>,
  { at = newPipeline, more = {} }: { at?: object; more?: object } = {},
) {
  const plan = await sync.plan(branch, releases.next, { prune: true, ...more });
  const fault = await hold(branch, at);
  const mark = sync.lastCall;
  await sync.begin(plan);
  await sync.paused(fault);
  await meanwhile();
  await sync.sandbox.control('POST', `faults/${fault}/release`, {});
  const ended = await sync.ended(plan.id);
  return { plan, ended, calls: sync.calls(branch, mark).filter((call) => /^(DELETE|PATCH|POST)/.test(call)) };
}

const names = async (branch: Branch) => [...(await readRows(branch)).values()].map(({ name }) => name);
const results = async (planId: string) =>
  (await sync.hub.ask('sync.plans.changes', { planId, limit: 100 })).items.map(
    ({ action, kind, name, result }) => `${action} ${kind} ${name} ${result ?? '-'}`,
  );

describe('what people decide while a plan is being applied holds before its next call', () => {
  it.each<[string, (branch: Branch) => Promise<unknown>]>([
    ['is excepted', (branch) => except(branch, { key: 'Продажи/Замер' })],
    ['is in a pipeline that is excepted', (branch) => except(branch, { kind: 'pipeline', key: 'Продажи' })],
    ['is forgotten', (branch) => forget(branch, '/Замер')],
  ])('a stage stays that %s', async (_what, decide) => {
    const { branch } = await prepared();
    const { plan, ended, calls } = await applyWhile(branch, () => decide(branch));
    expect(ended).toMatchObject({ state: 'stale' });
    expect(calls).toEqual(['POST /api/v4/leads/pipelines']);
    expect(await names(branch)).toContain('Замер');
    const left = (await results(plan.id)).filter((line) => !line.endsWith(' done'));
    expect(left).toEqual(['delete stage Замер left']);
  });

  it('the deals of a stage stay that is excepted while others are moved', async () => {
    const { branch, at } = await prepared();
    const [pipeline_id, status_id] = [Number(at('Продажи').row.id), Number(at('Замер').row.id)];
    for (let page = 0; page < 2; page++)
      await branch.api(
        'POST',
        '/api/v4/leads',
        Array.from({ length: 250 }, () => ({ pipeline_id, status_id })),
      );
    const more = { migrationTargets: [{ from: `${pipeline_id}/${status_id}`, to: 'Продажи/Первый' }] };
    const decide = () => except(branch, { key: 'Продажи/Замер' });
    const moves = { method: 'PATCH', path: '/api/v4/leads' };
    const { ended, calls } = await applyWhile(branch, decide, { at: moves, more });
    expect(ended).toMatchObject({ state: 'stale' });
    expect(calls.filter((call) => call === 'PATCH /api/v4/leads')).toHaveLength(1);
    expect(calls.filter((call) => call.startsWith('DELETE'))).toEqual([]);
  });

  it('a stage keeps the name that is excepted, and the rest is applied', async () => {
    const { branch } = await prepared();
    const { accountId } = branch;
    const own = { key: 'Продажи/Первый', attributes: ['name'] };
    await except(branch, own);
    const first = [...(await readRows(branch))].find(([, { name }]) => name === 'Первый')!;
    await branch.api('PATCH', first[0], { name: 'Свой', color: '#d6eaff' });
    const [exception] = (await sync.hub.ask('sync.exceptions.list', { accountId })).items;
    await sync.hub.ask('sync.exceptions.remove', { accountId, exceptionId: exception!.id });
    const { ended } = await applyWhile(branch, () => except(branch, own));
    expect(ended).toMatchObject({ state: 'applied' });
    expect((await readRows(branch)).get(first[0])).toMatchObject({ name: 'Свой' });
    expect(await names(branch)).not.toContain('Замер');
  });

  it('and the plan goes on where its objects are not meant, without another creation', async () => {
    const { branch } = await prepared();
    const { ended, calls } = await applyWhile(branch, () =>
      except(branch, { kind: 'tag', key: 'leads/Проба' }),
    );
    expect(ended).toMatchObject({ state: 'applied' });
    expect(calls.map((call) => call.split(' ')[0])).toEqual(['POST', 'DELETE']);
  });
});
