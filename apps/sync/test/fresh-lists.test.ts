import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '@hub/testing';
import { franchise, SyncFixture, type Branch } from './sync-fixture.js';

let sync: SyncFixture;
beforeAll(async () => {
  sync = await SyncFixture.start();
});
afterAll(() => sync.close());

interface Region {
  id: number;
  name: string;
  enums: { id: number; value: string; sort: number }[];
}

async function regionOf({ api }: Branch): Promise<Region> {
  const { body } = await api('GET', '/api/v4/leads/custom_fields?limit=250');
  const { custom_fields } = (body as { _embedded: { custom_fields: Region[] } })._embedded;
  return custom_fields.find(({ name }) => name === 'Регион')!;
}

it('keeps a list value that people add after the look', async () => {
  const branch = await sync.branch();
  const { subdomain } = branch;
  await sync.apply(await sync.plan(branch, (await sync.importRelease(franchise)).id));
  const { id, name, enums } = await regionOf(branch);
  const next = await sync.importRelease(
    franchise.replace('        - Другой регион\n', '        - Казань\n        - Другой регион\n'),
  );
  const plan = await sync.plan(branch, next.id);

  const hold = { kind: 'hold', subdomain, path: '/api/v4/leads/custom_fields', nth: 2, when: 'before' };
  const fault = (await sync.sandbox.control('POST', 'faults', hold)).body as { id: string };
  await sync.begin(plan);
  await eventually(async () => {
    const { body } = await sync.sandbox.control('GET', `faults/${fault.id}`);
    expect((body as { holding: unknown[] }).holding).toHaveLength(1);
  });
  const own = { value: 'Свой регион', sort: 900 };
  await branch.api('PATCH', '/api/v4/leads/custom_fields', [{ id, name, enums: [...enums, own] }]);
  await sync.sandbox.control('POST', `faults/${fault.id}/release`, {});

  expect(await sync.ended(plan.id)).toMatchObject({ state: 'applied' });
  const values = (await regionOf(branch)).enums.map(({ value }) => value);
  expect(values).toEqual(['Москва', 'Санкт-Петербург', 'Казань', 'Другой регион', 'Свой регион']);
});
