import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FieldMap, FieldMapRequest } from '@hub/contracts';
import { SyncFixture, type Branch } from './sync-fixture.js';

const blueprint = `blueprint: 1
name: Проба
pipelines:
  - name: Воронка
    stages: [Первый]
fields:
  leads:
    - { name: Регион, type: select, code: REGION, values: [Казань, Тверь] }
    - { name: Имя в заявке, type: text }
    - { name: Размер, type: text }
`;

let sync: SyncFixture;
let reference: Branch;
let branch: Branch;
let firstRelease: string;

beforeAll(async () => {
  sync = await SyncFixture.start();
  [reference, branch] = [await sync.branch(['reference']), await sync.branch()];
  const brought = await sync.importRelease(blueprint);
  await sync.apply(await sync.plan(reference, brought.id));
  firstRelease = (await sync.hub.ask('sync.releases.make', { accountId: reference.accountId })).id;
  expect(await sync.apply(await sync.plan(branch, firstRelease))).toMatchObject({ state: 'applied' });
});
afterAll(() => sync.close());

const mapFrom = (
  { accountId: referenceAccountId }: Branch,
  { accountId: branchAccountId } = branch,
  certain: Pick<FieldMapRequest, 'hqFieldIds' | 'hqEnumIds'> = {},
): Promise<FieldMap> => sync.hub.ask('sync.field-map', { referenceAccountId, branchAccountId, ...certain });
const linked = ({ fields }: FieldMap) =>
  fields.map(({ key, foundBy, enums }) => `${key} by ${foundBy ?? '?'}, ${enums.length} values`).sort();

interface Field {
  id: number;
  name: string;
  code: string | null;
}
async function fieldsOf({ api }: Branch): Promise<Field[]> {
  const { body } = await api('GET', '/api/v4/leads/custom_fields?limit=250');
  return (body as { _embedded: { custom_fields: Field[] } })._embedded.custom_fields;
}
const ownFields = [
  // Another name, the same code; values by their text, in another order.
  {
    name: 'Город',
    type: 'select',
    code: 'REGION',
    enums: [
      { value: 'Тверь', sort: 1 },
      { value: 'Казань', sort: 2 },
    ],
  },
  { name: 'Имя в заявке', type: 'text' },
  // The name is right and the type is not.
  { name: 'Размер', type: 'numeric' },
];

async function headOffice(): Promise<Branch> {
  const hq = await sync.branch(['hq']);
  const made = await hq.api('POST', '/api/v4/leads/custom_fields', ownFields);
  expect(made.status).toBeLessThan(300);
  return hq;
}

describe('the field map', () => {
  it('of a reference that is the head office comes from its release, without a call', async () => {
    const mark = sync.lastCall;
    const map = await mapFrom(reference);
    expect(linked(map)).toEqual([
      'leads/REGION by release, 2 values',
      'leads/Имя в заявке by release, 0 values',
      'leads/Размер by release, 0 values',
    ]);
    expect(map.transferFieldId).toEqual(expect.any(Number));
    expect(sync.calls(reference, mark).length).toBeLessThanOrEqual(1);
  });

  it('of a head office beside the reference goes by code, then by name and type, and names what is missing', async () => {
    const hq = await headOffice();
    const map = await mapFrom(hq);
    expect(linked(map)).toEqual(['leads/REGION by code, 2 values', 'leads/Имя в заявке by name, 0 values']);
    const [hqFields, branchFields] = [await fieldsOf(hq), await fieldsOf(branch)];
    const idIn = (fields: Field[], name: string) => fields.find((field) => field.name === name)?.id;
    expect(map.fields.find(({ key }) => key === 'leads/REGION')).toMatchObject({
      referenceFieldId: idIn(hqFields, 'Город'),
      branchFieldId: idIn(branchFields, 'Регион'),
    });
    expect(map.missing).toEqual(
      expect.arrayContaining([
        {
          side: 'hq',
          key: 'leads/Размер',
          name: 'Размер',
          code: null,
          isHubField: false,
          why: 'type-differs',
        },
        expect.objectContaining({ side: 'hq', code: 'HUB_TRANSFER_ID', isHubField: true, why: 'not-found' }),
      ]),
    );
    // The list of the head office is not read for every lead.
    const mark = sync.lastCall;
    await mapFrom(hq);
    expect(sync.calls(hq, mark)).toEqual([]);
  });

  it('reads the head office again for a field or a value that a lead has and the cached list lacks, once for each', async () => {
    const hq = await headOffice();
    const before = await mapFrom(hq);
    const town = before.fields.find(({ key }) => key === 'leads/REGION')!.referenceFieldId;
    await hq.api('POST', '/api/v4/leads/custom_fields', [
      { name: 'HUB_TRANSFER_ID', code: 'HUB_TRANSFER_ID', type: 'text' },
    ]);
    const marked = (await fieldsOf(hq)).find(({ code }) => code === 'HUB_TRANSFER_ID')!.id;
    expect((await mapFrom(hq, branch, { hqFieldIds: [town] })).hqTransferFieldId).toBeNull();
    expect((await mapFrom(hq, branch, { hqFieldIds: [marked] })).hqTransferFieldId).toBe(marked);

    const { body } = await hq.api('GET', `/api/v4/leads/custom_fields/${town}`);
    const enums = [...(body as { enums: object[] }).enums, { value: 'Самара', sort: 3 }];
    const { body: changed } = await hq.api('PATCH', `/api/v4/leads/custom_fields/${town}`, { enums });
    const samara = (changed as { enums: { id: number; value: string }[] }).enums.find(
      ({ value }) => value === 'Самара',
    )!;
    const mark = sync.lastCall;
    const gone = { hqFieldIds: [987_654], hqEnumIds: [samara.id] };
    await Promise.all([mapFrom(hq, branch, gone), mapFrom(hq, branch, gone)]);
    await mapFrom(hq, branch, gone);
    expect(sync.calls(hq, mark)).toHaveLength(1);
  });

  it('goes by the ledger of a head office that was brought to the release', async () => {
    const hq = await headOffice();
    await sync.apply(await sync.plan(hq, firstRelease));
    const map = await mapFrom(hq);
    expect(linked(map)).toContain('leads/REGION by ledger, 2 values');
    expect(map.hqTransferFieldId).toEqual(expect.any(Number));
    expect(map.missing?.filter(({ isHubField }) => isHubField)).toEqual([]);
  });

  it('follows what the branch was brought to, not the newest release', async () => {
    const before = await mapFrom(reference);
    for (const { id, name } of await fieldsOf(reference))
      if (['Регион', 'Имя в заявке', 'Размер'].includes(name))
        await reference.api('DELETE', `/api/v4/leads/custom_fields/${id}`);
    const refused = (await sync.hub
      .ask('sync.releases.make', { accountId: reference.accountId })
      .catch((error: unknown) => error)) as {
      body: { errors: { path: string; detail: { facts: { confirm: string } } }[] };
    };
    const confirm = refused.body.errors.find(({ path }) => path === 'confirm')?.detail.facts.confirm ?? '';
    const poor = await sync.hub.ask('sync.releases.make', { accountId: reference.accountId, confirm });
    expect(poor.number).toBeGreaterThan(1);
    expect(linked(await mapFrom(reference))).toEqual(linked(before));
    // Begun without pruning, the new release leaves the fields where they are.
    await sync.apply(await sync.plan(branch, poor.id));
    expect(linked(await mapFrom(reference))).toEqual(linked(before));
  });

  it('of a branch that was never brought to a release is empty and says why', async () => {
    const map = await mapFrom(reference, await sync.branch());
    expect(map).toMatchObject({ fields: [], transferFieldId: null });
    expect(map.missing).toContainEqual(
      expect.objectContaining({
        side: 'branch',
        code: 'HUB_TRANSFER_ID',
        isHubField: true,
        why: 'not-applied',
      }),
    );
  });

  it('is not to be had while the head office cannot be read, instead of being poorer', async () => {
    const hq = await headOffice();
    const fault = {
      kind: 'status',
      status: 204,
      body: '',
      subdomain: hq.subdomain,
      path: '/api/v4/leads/custom_fields',
    };
    await sync.sandbox.control('POST', 'faults', fault);
    await expect(mapFrom(hq)).rejects.toMatchObject({ body: { status: 503 } });
    expect(linked(await mapFrom(hq))).toContain('leads/REGION by code, 2 values');
  });
});
