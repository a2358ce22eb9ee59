import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '@hub/testing';
import { franchise, readRows, SyncFixture, type Branch, type SpokenPlan } from './sync-fixture.js';

let sync: SyncFixture;
beforeAll(async () => {
  sync = await SyncFixture.start();
});
afterAll(() => sync.close());

interface Link {
  pipeline_id: number;
  status_id: number;
}

interface Field {
  id: number;
  name: string;
  enums: { id: number; value: string; sort: number }[] | null;
  required_statuses: Link[];
}

async function fieldOf({ api }: Branch, wanted: string): Promise<Field> {
  const { body } = await api('GET', '/api/v4/leads/custom_fields?limit=250');
  const { custom_fields } = (body as { _embedded: { custom_fields: Field[] } })._embedded;
  return custom_fields.find(({ name }) => name === wanted)!;
}

/** Applies a plan; what `meanwhile` does happens after its look at the fields and before anything of it is written. */
async function applyWhile(branch: Branch, plan: SpokenPlan, meanwhile: () => Promise<unknown>) {
  const { subdomain } = branch;
  const hold = { kind: 'hold', subdomain, path: '/api/v4/leads/custom_fields', nth: 2, when: 'before' };
  const fault = (await sync.sandbox.control('POST', 'faults', hold)).body as { id: string };
  await sync.begin(plan);
  await eventually(async () => {
    const { body } = await sync.sandbox.control('GET', `faults/${fault.id}`);
    expect((body as { holding: unknown[] }).holding).toHaveLength(1);
  });
  await meanwhile();
  await sync.sandbox.control('POST', `faults/${fault.id}/release`, {});
  expect(await sync.ended(plan.id)).toMatchObject({ state: 'applied' });
}

it('keeps a list value that people add after the look', async () => {
  const branch = await sync.branch();
  await sync.apply(await sync.plan(branch, (await sync.importRelease(franchise)).id));
  const { id, name, enums } = await fieldOf(branch, 'Регион');
  const next = await sync.importRelease(
    franchise.replace('        - Другой регион\n', '        - Казань\n        - Другой регион\n'),
  );
  const own = { value: 'Свой регион', sort: 900 };
  await applyWhile(branch, await sync.plan(branch, next.id), () =>
    branch.api('PATCH', '/api/v4/leads/custom_fields', [{ id, name, enums: [...enums!, own] }]),
  );
  const values = (await fieldOf(branch, 'Регион')).enums!.map(({ value }) => value);
  expect(values).toEqual(['Москва', 'Санкт-Петербург', 'Казань', 'Другой регион', 'Свой регион']);
});

const more = '        - Передача в головной офис/Завершение\n';

it.each([
  ['Регион', 'code: HUB_REGION\n      group: Франшиза\n', `      required:\n${more}`],
  ['Комментарий', '- Передача в головной офис/Передача\n', more],
])('keeps what the branch does with «%s» at its own stages after the look', async (name, anchor, added) => {
  const branch = await sync.branch();
  await sync.apply(await sync.plan(branch, (await sync.importRelease(franchise)).id));
  const rows = [...(await readRows(branch)).values()];
  const own = rows.find((row) => 'is_main' in row && !franchise.includes(`- name: ${row.name}`))!;
  const [before, after] = rows
    .filter(({ pipeline_id, type, id }) => pipeline_id === own.id && type === 0 && Number(id) > 143)
    .map(({ id }): Link => ({ pipeline_id: Number(own.id), status_id: Number(id) }));
  const { id, enums, required_statuses: existing } = await fieldOf(branch, name);
  const require = (link: Link | undefined) => {
    const required_statuses = [...existing, link!];
    const body = [{ id, name, ...(enums ? { enums } : {}), required_statuses }];
    return branch.api('PATCH', '/api/v4/leads/custom_fields', body);
  };
  await require(before);

  const next = await sync.importRelease(franchise.replace(anchor, anchor + added));
  await applyWhile(branch, await sync.plan(branch, next.id), () => require(after));
  const links = (await fieldOf(branch, name)).required_statuses;
  expect(links).toHaveLength(existing.length + 2);
  expect(links).toContainEqual(after);
  expect(links).not.toContainEqual(before);
});
