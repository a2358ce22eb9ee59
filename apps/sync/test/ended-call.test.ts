import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '@hub/testing';
import { readRows, SyncFixture, type Branch } from './sync-fixture.js';
import { SyncWorker } from './sync-worker.js';

const secretKeys = `1:${randomBytes(32).toString('base64')}`;
let sync: SyncFixture;
let worker: SyncWorker;
beforeAll(async () => {
  sync = await SyncFixture.start({ secretKeys });
  worker = new SyncWorker(sync, secretKeys);
  await worker.start();
});
afterAll(async () => {
  await worker.kill();
  await sync.close();
});

const text = (values: string, stages: string) => `blueprint: 1
name: Проба
pipelines:
  - { name: Продажи, stages: [${stages}] }
fields:
  leads:
    - { name: Вид, type: select, values: [${values}] }
`;
const color = (name: string, of: string) => `{ name: ${name}, color: "${of}" }`;
const first = color('Замер', '#d6eaff');

const rowOf = async (branch: Branch, wanted: string) =>
  [...(await readRows(branch)).entries()].find(([, { name }]) => name === wanted)!;
const valuesIn = async (branch: Branch) => {
  const [, row] = await rowOf(branch, 'Вид');
  return (row.enums as { value: string }[]).map(({ value }) => value);
};
const colorIn = async (branch: Branch) => (await rowOf(branch, 'Замер'))[1].color;

it.each([
  [
    'a list',
    { method: 'PATCH', path: '/api/v4/leads/custom_fields' },
    [
      ['А, Б, В', first],
      ['А, Б, Г', first],
    ],
    async (branch: Branch) => {
      const [, { id, name, enums }] = await rowOf(branch, 'Вид');
      const sent = [{ id, name, enums: [...(enums as object[]), { value: 'В', sort: 900 }] }];
      return branch.api('PATCH', '/api/v4/leads/custom_fields', sent);
    },
    async (branch: Branch) => expect((await valuesIn(branch)).sort()).toEqual(['А', 'Б', 'В', 'Г']),
  ],
  [
    'an object',
    { method: 'PATCH' },
    [
      ['А, Б', color('Замер', '#c1e0ff')],
      ['А, Б', color('Замер', '#ebffb1')],
    ],
    async (branch: Branch) => branch.api('PATCH', (await rowOf(branch, 'Замер'))[0], { color: '#c1e0ff' }),
    async (branch: Branch) => expect(await colorIn(branch)).toBe('#ebffb1'),
  ],
] as const)(
  'writes after the call of a cancelled plan that has no answer, and loses nothing of %s',
  async (_what, at, [older, newer], arrive, check) => {
    const branch = await sync.branch();
    const { subdomain } = branch;
    const releases: string[] = [];
    for (const [values, stages] of [['А, Б', first], older, newer] as const)
      releases.push((await sync.importRelease(text(values, stages))).id);
    expect(await sync.apply(await sync.plan(branch, releases[0]!))).toMatchObject({ state: 'applied' });

    const cancelled = await sync.plan(branch, releases[1]!);
    const hold = { kind: 'hold', subdomain, count: 1, when: 'before', ...at };
    const fault = (await sync.sandbox.control('POST', 'faults', hold)).body as { id: string };
    await sync.begin(cancelled);
    await sync.paused(fault.id);
    await worker.kill();
    await sync.hub.ask('sync.plans.cancel', { planId: cancelled.id });
    await worker.start();
    expect(await sync.ended(cancelled.id)).toMatchObject({ state: 'cancelled' });

    const mark = sync.lastCall;
    const plan = await sync.plan(branch, releases[2]!);
    await sync.begin(plan);
    await eventually(async () => {
      const { reason } = await sync.hub.ask('sync.plans.show', { planId: plan.id });
      expect(JSON.stringify(reason)).toContain('failures.earlier-write');
    });
    expect(sync.calls(branch, mark).filter((call) => !call.startsWith('GET '))).toEqual([]);
    // The held call went with the process that sent it, so its arrival is played.
    await sync.sandbox.control('DELETE', `faults/${fault.id}`);
    expect(await arrive(branch)).toMatchObject({ status: expect.any(Number) as unknown });
    const ended = await sync.ended(plan.id);
    // What the late call wrote may make it another plan.
    if (ended.state === 'stale') await sync.apply(await sync.plan(branch, releases[2]!));
    await check(branch);
  },
);

it.each([
  ['stale, because people changed the account', '#ebffb1', 'stale'],
  ['applied, by another call', null, 'applied'],
] as const)(
  'writes after the call without an answer of a plan that a second attempt ended as %s',
  async (_how, changed, state) => {
    const branch = await sync.branch();
    const { subdomain } = branch;
    const colors = ['#d6eaff', '#c1e0ff', '#ffdbdb'];
    const releases: string[] = [];
    for (const one of colors) releases.push((await sync.importRelease(text('А, Б', color('Замер', one)))).id);
    expect(await sync.apply(await sync.plan(branch, releases[0]!))).toMatchObject({ state: 'applied' });

    const interrupted = await sync.plan(branch, releases[1]!);
    const hold = { kind: 'hold', subdomain, count: 1, when: 'before', method: 'PATCH' };
    const fault = (await sync.sandbox.control('POST', 'faults', hold)).body as { id: string };
    await sync.begin(interrupted);
    await sync.paused(fault.id);
    await worker.kill();
    await sync.sandbox.control('DELETE', `faults/${fault.id}`);
    if (changed) await branch.api('PATCH', (await rowOf(branch, 'Замер'))[0], { color: changed });
    await sync.hub.ask('sync.plans.apply', { planId: interrupted.id });
    await worker.start();
    expect(await sync.ended(interrupted.id)).toMatchObject({ state });

    const mark = sync.lastCall;
    const plan = await sync.plan(branch, releases[2]!);
    await sync.begin(plan);
    await eventually(async () => {
      const { state: now, reason } = await sync.hub.ask('sync.plans.show', { planId: plan.id });
      expect([now, JSON.stringify(reason)]).toEqual([
        'applying',
        expect.stringContaining('failures.earlier-write'),
      ]);
    });
    expect(sync.calls(branch, mark).filter((call) => !call.startsWith('GET '))).toEqual([]);
  },
);
