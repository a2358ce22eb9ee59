import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '@hub/testing';
import { franchise, readRows, SyncFixture, type Branch } from './sync-fixture.js';

let sync: SyncFixture;
let withoutWord: string;
let off: string;

beforeAll(async () => {
  sync = await SyncFixture.start();
  withoutWord = (await sync.importRelease(franchise.replace('    unsorted: true\n', ''))).id;
  off = (await sync.importRelease(franchise.replace('unsorted: true', 'unsorted: false'))).id;
});
afterAll(() => sync.close());

const name = 'Входящие обращения';

/** A branch with the release and its incoming leads on; gives a way to let a request come in. */
async function openBranch() {
  const branch = await sync.branch();
  await sync.apply(await sync.plan(branch, (await sync.importRelease(franchise)).id));
  const { id } = [...(await readRows(branch)).values()].find((row) => row.name === name)!;
  const bring = async () => {
    const form = {
      form_id: 1,
      form_name: 'Заявка',
      form_page: 'сайт',
      ip: '1.2.3.4',
      form_sent_at: 1,
      referer: '',
    };
    const request = { source_name: 'Сайт', source_uid: 'u1', pipeline_id: Number(id), metadata: form };
    const { status, body } = await branch.api('POST', '/api/v4/leads/unsorted/forms', [request]);
    expect({ status, body }).toMatchObject({ status: 200 });
    return (body as { _embedded: { unsorted: { uid: string }[] } })._embedded.unsorted[0]!.uid;
  };
  return { branch, id: Number(id), bring };
}

async function changesOf(planId: string) {
  const { items } = await sync.hub.ask('sync.plans.changes', { planId, limit: 100 });
  return items.filter((item) => item.kind === 'pipeline' && item.name === name);
}

const isOn = async ({ api }: Branch, id: number) =>
  ((await api('GET', `/api/v4/leads/pipelines/${id}`)).body as { is_unsorted_on: boolean }).is_unsorted_on;

it('leaves incoming leads alone where a blueprint says nothing of them', async () => {
  const { branch, id } = await openBranch();
  const plan = await sync.plan(branch, withoutWord);
  expect(await changesOf(plan.id)).toEqual([]);
  expect(await isOn(branch, id)).toBe(true);
});

it('makes a pipeline without incoming leads where a blueprint says nothing of them', async () => {
  const branch = await sync.branch();
  await sync.apply(await sync.plan(branch, withoutWord));
  const row = [...(await readRows(branch)).values()].find((item) => item.name === name);
  expect(row).toMatchObject({ is_unsorted_on: false });
});

it('switches incoming leads off only when no request waits there, at one call for the count', async () => {
  const { branch, id, bring } = await openBranch();
  const uid = await bring();
  const plan = await sync.plan(branch, off);
  expect(await changesOf(plan.id)).toMatchObject([
    {
      action: 'blocked',
      before: { unsorted: true },
      after: { unsorted: false },
      reason: { code: 'requests-wait', facts: { count: 1 } },
    },
  ]);
  expect(plan.text).toContain('в «Неразобранном» ждут обращения (1)');
  await sync.apply(plan);
  expect(await isOn(branch, id)).toBe(true);

  await branch.api('POST', `/api/v4/leads/unsorted/${uid}/accept`, {});
  const mark = sync.lastCall;
  const next = await sync.plan(branch, off);
  expect(sync.calls(branch, mark).filter((call) => call.includes('unsorted'))).toHaveLength(1);
  expect(await changesOf(next.id)).toMatchObject([
    { action: 'update', after: { unsorted: false }, risks: [{ code: 'unsorted-off', count: 0 }] },
  ]);
  expect(await sync.apply(next)).toMatchObject({ state: 'applied' });
  expect(await isOn(branch, id)).toBe(false);
});

it('looks for requests once more right before it switches incoming leads off', async () => {
  const { branch, id, bring } = await openBranch();
  const plan = await sync.plan(branch, off);
  const { subdomain } = branch;
  // The look counts once; the second count comes right before the call.
  const hold = { kind: 'hold', subdomain, path: '/api/v4/leads/unsorted', nth: 2, when: 'before' };
  const fault = (await sync.sandbox.control('POST', 'faults', hold)).body as { id: string };
  await sync.begin(plan);
  await eventually(async () => {
    const { body } = await sync.sandbox.control('GET', `faults/${fault.id}`);
    expect((body as { holding: unknown[] }).holding).toHaveLength(1);
  });
  await bring();
  await sync.sandbox.control('POST', `faults/${fault.id}/release`, {});
  const { state, reason } = await sync.ended(plan.id);
  expect({ state, reason }).toEqual({
    state: 'stale',
    reason: expect.stringContaining('1 request waits'),
  });
  expect(await isOn(branch, id)).toBe(true);
});
