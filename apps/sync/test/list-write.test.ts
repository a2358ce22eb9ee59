import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '@hub/testing';
import { franchise, SyncFixture, type Branch } from './sync-fixture.js';

let sync: SyncFixture;
beforeAll(async () => {
  sync = await SyncFixture.start();
});
afterAll(() => sync.close());

interface List {
  id: number;
  name: string;
  enums: { id: number; value: string }[];
}

async function regionOf({ api }: Branch): Promise<List> {
  const { body } = await api('GET', '/api/v4/leads/custom_fields?limit=250');
  const { custom_fields } = (body as { _embedded: { custom_fields: List[] } })._embedded;
  return custom_fields.find(({ name }) => name === 'Регион')!;
}

it('loses no value when an apply begins between the reading of a list and its write', async () => {
  const branch = await sync.branch();
  const { accountId, subdomain } = branch;
  await sync.apply(await sync.plan(branch, (await sync.importRelease(franchise)).id));
  const next = await sync.importRelease(
    franchise.replace('        - Другой регион\n', '        - Казань\n        - Другой регион\n'),
  );
  const plan = await sync.plan(branch, next.id);
  const { id: fieldId } = await regionOf(branch);
  const path = '/api/v4/leads/custom_fields';
  const hold = { kind: 'hold', subdomain, method: 'PATCH', path, when: 'before' };
  const fault = (await sync.sandbox.control('POST', 'faults', hold)).body as { id: string };
  const written = sync.hub.ask('sync.lists.write', { accountId, fieldId, add: ['Тула'], rename: [] });
  await sync.paused(fault.id);
  await sync.begin(plan);
  // The apply waits; one that does not has written its list by the time the other one arrives.
  await eventually(async () => {
    const waits: unknown[] = await sync.hub.source.query(
      `SELECT FROM sync.inbox WHERE consumer = 'sync.apply' AND retried_since IS NOT NULL`,
    );
    const { state } = await sync.hub.ask('sync.plans.show', { planId: plan.id });
    expect(waits.length + Number(state === 'applied')).toBe(1);
  });
  await sync.sandbox.control('POST', `faults/${fault.id}/release`, {});
  expect((await written).refusal).toBeNull();
  const valuesNow = async () => (await regionOf(branch)).enums.map(({ value }) => value);
  // The list is no longer what the plan was made from, so that nothing of it was written.
  const { state } = await sync.ended(plan.id);
  const before = ['Москва', 'Санкт-Петербург', 'Другой регион', 'Тула'];
  expect({ state, values: await valuesNow() }).toEqual({ state: 'stale', values: before });
  expect(await sync.apply(await sync.plan(branch, next.id))).toMatchObject({ state: 'applied' });
  expect((await valuesNow()).sort()).toEqual([...before, 'Казань'].sort());
});

it('begins an apply when the process that was writing a list is gone for long enough', async () => {
  const branch = await sync.branch();
  const plan = await sync.plan(branch, (await sync.importRelease(franchise)).id);
  await sync.hub.source.query(
    `INSERT INTO sync.list_write (account_id, field_id, until) VALUES ($1, 7, now() - interval '1 ms')`,
    [branch.accountId],
  );
  expect(await sync.apply(plan)).toMatchObject({ state: 'applied' });
});

it.each(['paused', 'cancelled', 'failed', 'stale'])(
  'writes no list while the last call of a plan that is %s may still arrive',
  async (state) => {
    const branch = await sync.branch();
    const { accountId } = branch;
    const { id } = await sync.apply(await sync.plan(branch, (await sync.importRelease(franchise)).id));
    const { id: fieldId } = await regionOf(branch);
    const write = () => sync.hub.ask('sync.lists.write', { accountId, fieldId, add: ['Тула'], rename: [] });
    const stop = (before: string) =>
      sync.hub.source.query(
        'UPDATE sync.plan_run SET state = $2, changed_at = now() - $3::interval WHERE id = $1',
        [id, state, before],
      );
    await stop('1 second');
    await expect(write()).rejects.toMatchObject({ body: { detail: { key: 'failures.plan-applied' } } });
    await stop('1 minute');
    expect((await write()).refusal).toBeNull();
  },
);

it('says that an account lacks a renamed value until a release with its words was carried out there', async () => {
  const hq = await sync.branch(['hq', 'reference']);
  const { accountId } = hq;
  const enums = ['Тула', 'Юг'].map((value, at) => ({ value, sort: at + 1 }));
  await hq.api('POST', '/api/v4/leads/custom_fields', [{ name: 'Регион', type: 'select', enums }]);
  const branch = await sync.branch();
  const release = () => sync.hub.ask('sync.releases.make', { accountId });
  const bring = async (releaseId: string) =>
    expect(await sync.apply(await sync.plan(branch, releaseId))).toMatchObject({ state: 'applied' });
  const list = await regionOf(hq);
  const lacking = async () => {
    const { items } = await sync.hub.ask('sync.lists.released', { accountId, fieldId: list.id });
    const [{ values, hosts }] = items as [(typeof items)[0]];
    return values.flatMap(({ value, lacking }) => lacking.map((place) => `${value} ${hosts[place]}`));
  };
  await bring((await release()).id);
  expect(await lacking()).toEqual([]);
  const { id } = list.enums.find(({ value }) => value === 'Юг')!;
  const rename = [{ id, before: 'Юг', value: 'Зона Юг' }];
  await sync.hub.ask('sync.lists.write', { accountId, fieldId: list.id, add: [], rename });
  const next = await release();
  expect(await lacking()).toEqual([`Зона Юг ${branch.subdomain}.amocrm.ru`]);
  await bring(next.id);
  expect(await lacking()).toEqual([]);
});
