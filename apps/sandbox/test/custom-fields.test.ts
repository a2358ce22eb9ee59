import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestSandbox, type Api, type Reply, type TestSandbox } from './call-sandbox.js';

const leads = '/api/v4/leads/custom_fields';

describe('custom fields', () => {
  let sandbox: TestSandbox;
  let api: Api;
  let count = 0;

  beforeAll(async () => {
    sandbox = await startTestSandbox();
  });
  afterAll(() => sandbox.close());

  async function fresh(features: Record<string, unknown> = {}): Promise<void> {
    count += 1;
    ({ api } = await sandbox.account({ subdomain: `fields${count}`, features }));
  }

  const refusals = ({ status, body }: Reply): unknown[] => {
    expect(status).toBe(400);
    return body['validation-errors'].flatMap((item: { errors: { code: string; path: string }[] }) =>
      item.errors.map(({ code, path }) => `${code} ${path}`),
    );
  };

  async function make(entity: string, field: Record<string, unknown>): Promise<Reply['body']> {
    const { status, body } = await api('POST', `/api/v4/${entity}/custom_fields`, [field]);
    expect(status).toBe(201);
    return body._embedded.custom_fields[0];
  }

  async function makeList(name: string): Promise<number> {
    const action = { action: 'catalog.create', subdomain: `fields${count}`, name };
    return (await sandbox.control('POST', 'actions', action)).body.catalogId;
  }

  it('answers a new field with the documented keys and 201', async () => {
    await fresh();
    const enums = [
      { value: 'New', sort: 500 },
      { value: 'VIP', sort: 501, code: 'VIP' },
    ];
    const { status, body } = await api('POST', leads, [{ name: 'Client Type', type: 'select', enums }]);
    expect(status).toBe(201);
    expect(Object.keys(body)).toEqual(['_total_items', '_embedded']);
    expect(body._embedded.custom_fields[0]).toEqual({
      id: expect.any(Number),
      name: 'Client Type',
      type: 'select',
      account_id: expect.any(Number),
      code: null,
      sort: 500,
      is_api_only: false,
      enums: [
        { id: expect.any(Number), value: 'New', sort: 500, code: null },
        { id: expect.any(Number), value: 'VIP', sort: 501, code: 'VIP' },
      ],
      group_id: null,
      required_statuses: [],
      is_deletable: true,
      is_computed: false,
      entity_type: 'leads',
      tracking_callback: null,
      remind: null,
      triggers: [],
      currency: null,
      hidden_statuses: [],
      chained_lists: null,
      request_id: '0',
      _links: { self: { href: expect.stringMatching(/leads\/custom_fields\/\d+$/) } },
    });
  });

  it('makes every type where the table allows it and refuses it elsewhere', async () => {
    await fresh();
    const enums = [{ value: 'a', sort: 1 }];
    const [cities, streets] = [await makeList('Города'), await makeList('Улицы')];
    const chained_lists = [
      { title: 'Город', catalog_id: cities, parent_catalog_id: null },
      { title: 'Улица', catalog_id: streets, parent_catalog_id: cities },
    ];
    const plain =
      'text numeric checkbox date url date_time textarea streetaddress smart_address birthday legal_entity file';
    for (const entity of ['leads', 'contacts', 'companies']) {
      const bodies = [
        ...plain.split(' ').map((type) => ({ type, name: type })),
        ...['select', 'multiselect', 'radiobutton'].map((type) => ({ type, name: type, enums })),
        { type: 'monetary', name: 'monetary', currency: 'USD' },
        ...(entity === 'leads'
          ? [
              { type: 'tracking_data', name: 'tracking', tracking_callback: 'track()' },
              { type: 'chained_list', name: 'chain', chained_lists },
            ]
          : []),
        ...(entity === 'contacts' ? [{ type: 'multitext', name: 'multitext', enums }] : []),
      ];
      const { status, body } = await api('POST', `/api/v4/${entity}/custom_fields`, bodies);
      expect(status).toBe(201);
      expect(body._total_items).toBe(bodies.length);
    }
    for (const [entity, type] of [
      ['contacts', 'tracking_data'],
      ['leads', 'multitext'],
      ['companies', 'chained_list'],
      ['leads', 'price'],
      ['leads', 'constructor'],
    ] as const) {
      const refused = await api('POST', `/api/v4/${entity}/custom_fields`, [{ type, name: 'x' }]);
      expect(refusals(refused)).toEqual(['NotSupportedChoice type']);
    }
    const segment = await make('customers/segments', { type: 'text', name: 'x' });
    expect(segment).toMatchObject({ entity_type: 'segments' });
    expect((await api('GET', '/api/v4/catalogs/1/custom_fields')).status).toBe(204);
    expect((await api('GET', '/api/v4/catalogs')).status).toBe(501);
  });

  it('asks for currency, enums and lists, and refuses keys of other types', async () => {
    await fresh();
    const refused = await api('POST', leads, [
      { name: 'a', type: 'monetary' },
      { name: 'b', type: 'select' },
      { name: 'c', type: 'chained_list' },
      { name: 'd', type: 'text', remind: 'day', currency: 'USD', enums: [{ value: 'x', sort: 1 }] },
      { name: 'e', type: 'select', enums: [{ value: 'x' }] },
      { name: 'f', type: 'text', is_computed: true },
    ]);
    expect(refusals(refused)).toEqual([
      'FieldMissing currency',
      'FieldMissing enums',
      'FieldMissing chained_lists',
      'FieldNotExpected remind',
      'FieldNotExpected currency',
      'FieldNotExpected enums',
      'FieldMissing enums.0.sort',
      'FieldNotExpected is_computed',
    ]);
    const money = await make('leads', { name: 'm', type: 'monetary', currency: 'RUB' });
    expect(refusals(await api('PATCH', `${leads}/${money.id}`, { name: 'n' }))).toEqual([
      'FieldMissing currency',
    ]);
    expect(refusals(await api('PATCH', `${leads}/${money.id}`, { type: 'text', currency: 'RUB' }))).toEqual([
      'NotSupportedChoice type',
    ]);
    expect((await api('PATCH', `${leads}/${money.id}`, { sort: 7, currency: 'EUR' })).body).toMatchObject({
      sort: 7,
      currency: 'EUR',
      request_id: '0',
    });
  });

  it('checks the stages of required and hidden fields, 142 and 143 included', async () => {
    await fresh();
    const [pipeline] = (await api('GET', '/api/v4/leads/pipelines')).body._embedded.pipelines;
    const lost = { status_id: 143, pipeline_id: pipeline.id };
    const field = await make('leads', {
      name: 'x',
      type: 'text',
      required_statuses: [lost],
      hidden_statuses: [{ status_id: pipeline._embedded.statuses[1].id, pipeline_id: pipeline.id }],
    });
    expect(field.required_statuses).toEqual([lost]);
    const refused = await api('PATCH', leads, [
      { id: field.id, required_statuses: [{ status_id: 1, pipeline_id: pipeline.id }] },
      { id: field.id, hidden_statuses: [{ status_id: 142, pipeline_id: 1 }] },
    ]);
    expect(refusals(refused)).toEqual([
      'NotSupportedChoice required_statuses.0.status_id',
      'NotSupportedChoice hidden_statuses.0.pipeline_id',
    ]);
    const onContact = await api('POST', '/api/v4/contacts/custom_fields', [
      { name: 'x', type: 'text', hidden_statuses: [lost] },
    ]);
    expect(onContact.body._embedded.custom_fields[0].hidden_statuses).toEqual([lost]);
    expect(
      (await api('PATCH', `${leads}/${field.id}`, { required_statuses: null })).body.required_statuses,
    ).toEqual([]);
  });

  it('lets values follow enums that are renamed and vanish with enums left out', async () => {
    await fresh({ deleted_enum_values: 'erase' });
    const field = await make('leads', {
      name: 'x',
      type: 'multiselect',
      enums: [
        { value: 'a', sort: 1 },
        { value: 'b', sort: 2 },
      ],
    });
    const [a, b] = field.enums;
    const values = [{ enum_id: a.id }, { enum_id: b.id }];
    const [{ id }] = (
      await api('POST', '/api/v4/leads', [{ custom_fields_values: [{ field_id: field.id, values }] }])
    ).body._embedded.leads;
    const enums = [{ id: b.id, value: 'B', sort: 1 }];
    await api('PATCH', leads, [{ id: field.id, enums }]);
    const stored = async (): Promise<unknown> =>
      (await api('GET', `/api/v4/leads/${id}`)).body.custom_fields_values?.[0].values;
    expect(await stored()).toEqual([expect.objectContaining({ value: 'B', enum_id: b.id })]);
    expect((await api('DELETE', `${leads}/${field.id}`)).status).toBe(204);
    expect(await stored()).toBeUndefined();
    expect((await api('GET', `${leads}/${field.id}`)).status).toBe(204);
  });

  it('keeps predefined fields, on companies too', async () => {
    await fresh();
    for (const entity of ['contacts', 'companies']) {
      const { body } = await api('GET', `/api/v4/${entity}/custom_fields`);
      const phone = body._embedded.custom_fields.find((one: { code: string }) => one.code === 'PHONE');
      expect(phone).toMatchObject({ type: 'multitext', is_predefined: true, is_deletable: false });
      expect(phone.enums.map((one: { value: string }) => one.value)).toEqual(
        'WORK WORKDD MOB FAX HOME OTHER'.split(' '),
      );
      const refused = await api('DELETE', `/api/v4/${entity}/custom_fields/${phone.id}`);
      expect(refused.status).toBe(403);
      expect(refused.body).toMatchObject({ title: 'Forbidden', status: 403 });
    }
  });

  it('pages, filters and orders', async () => {
    await fresh();
    await api('POST', leads, [
      { name: 'z', type: 'url', sort: 3 },
      { name: 'y', type: 'date', sort: 1 },
      { name: 'x', type: 'url', sort: 2 },
    ]);
    const { body } = await api('GET', `${leads}?filter[type][0]=url&order[sort]=asc&limit=1`);
    expect(body).toMatchObject({ _total_items: 2, _page: 1, _page_count: 2 });
    expect(Object.keys(body._links).sort()).toEqual(['last', 'next', 'self']);
    expect(body._embedded.custom_fields[0].name).toBe('x');
    expect((await api('GET', `${leads}?filter[type][0]=legal_entity`)).status).toBe(204);
  });

  it('keeps codes unique per entity type, unless switched', async () => {
    await fresh();
    await make('leads', { name: 'x', type: 'text', code: 'HUB_X' });
    await make('contacts', { name: 'x', type: 'text', code: 'HUB_X' });
    const again = { name: 'y', type: 'text', code: 'HUB_X' };
    expect(refusals(await api('POST', leads, [again]))).toEqual(['NotSupportedChoice code']);
    const twice = [
      { ...again, code: 'Z' },
      { ...again, code: 'Z' },
    ];
    expect(refusals(await api('POST', leads, twice))).toEqual(['NotSupportedChoice code']);
    await fresh({ field_code_unique: false, field_code_format: 'upper' });
    await make('leads', again);
    await make('leads', again);
    expect(refusals(await api('POST', leads, [{ ...again, code: 'low' }]))).toEqual([
      'NotSupportedChoice code',
    ]);
  });

  it('obeys plan limits, «Супер-поля» and the switches of PATCH', async () => {
    await fresh({
      superFields: false,
      fieldsLimit: 20,
      field_patch_status: 200,
      batch_patch_enums: 'object',
    });
    expect(refusals(await api('POST', leads, [{ name: 'm', type: 'monetary', currency: 'RUB' }]))).toEqual([
      'NotSupportedChoice type',
    ]);
    const many = Array.from({ length: 20 }, (_, index) => ({ name: `f${index}`, type: 'text' }));
    expect((await api('POST', leads, many)).status).toBe(422);
    const field = await make('leads', { name: 's', type: 'select', enums: [{ value: 'a', sort: 1 }] });
    const changed = await api('PATCH', leads, [{ id: field.id, name: 't' }]);
    expect(changed.status).toBe(200);
    expect(changed.body._embedded.custom_fields[0].enums).toEqual({ 0: field.enums[0] });
    expect(Array.isArray((await api('PATCH', `${leads}/${field.id}`, { name: 'u' })).body.enums)).toBe(true);
  });

  it('asks a PATCH for what the type needs where the account demands it', async () => {
    await fresh({ field_patch_required: true });
    const chain = [{ title: 'Товар', catalog_id: await makeList('Товары'), parent_catalog_id: 0 }];
    const chained = await make('leads', { name: 'c', type: 'chained_list', chained_lists: chain });
    const lists = `/api/v4/catalogs/${await makeList('Связи')}/custom_fields`;
    const link = { name: 'l', type: 'linked_entity', search_in: 'contacts' };
    const [linked] = (await api('POST', lists, [link])).body._embedded.custom_fields;
    expect(refusals(await api('PATCH', leads, [{ id: chained.id, name: 'd' }]))).toEqual([
      'FieldMissing chained_lists',
    ]);
    expect(refusals(await api('PATCH', lists, [{ id: linked.id, name: 'd' }]))).toEqual([
      'FieldMissing search_in',
    ]);
  });

  it('refuses an enum that an earlier item of the batch has left out', async () => {
    await fresh();
    const field = await make('leads', { name: 's', type: 'select', enums: [{ value: 'a', sort: 1 }] });
    const [old] = field.enums;
    const twice = [
      { id: field.id, enums: [{ value: 'n', sort: 1 }] },
      { id: field.id, enums: [{ id: old.id, value: 'a', sort: 1 }] },
    ];
    expect(refusals(await api('PATCH', leads, twice))).toEqual(['NotSupportedChoice enums.0.id']);
    expect((await api('GET', `${leads}/${field.id}`)).body.enums).toEqual([old]);
  });

  it('keeps groups with string ids and moves fields between them', async () => {
    await fresh();
    const groups = `${leads}/groups`;
    const field = await make('leads', { name: 'x', type: 'text', group_id: 'default' });
    expect(field.group_id).toBeNull();
    const listed = (await api('GET', groups)).body;
    expect(Object.keys(listed)).toEqual(['_total_items', '_embedded']);
    expect(listed._embedded.custom_field_groups[0]).toMatchObject({
      id: 'default',
      is_predefined: true,
      type: 'custom_field_group',
      entity_type: 'leads',
    });
    expect(listed._embedded.custom_field_groups[0].fields).toBeUndefined();
    const made = await api('POST', groups, [{ name: 'Вкладка', sort: 10, request_id: 'g' }]);
    expect(made.status).toBe(201);
    const [{ id, request_id: echo }] = made.body._embedded.custom_field_groups;
    expect(echo).toBe('g');
    expect((await api('PATCH', `${groups}/${id}`, { fields: [field.id] })).body.fields).toEqual([field.id]);
    expect((await api('GET', `${leads}/${field.id}`)).body.group_id).toBe(id);
    expect((await api('PATCH', `${groups}/${id}`, {})).body.detail).toBe('Request data can not be empty');
    expect(refusals(await api('PATCH', `${groups}/${id}`, { fields: [1] }))).toEqual([
      'NotSupportedChoice fields.0',
    ]);
    expect((await api('DELETE', `${groups}/default`)).status).toBe(403);
    expect((await api('DELETE', `${groups}/${id}`)).status).toBe(204);
    expect((await api('DELETE', `${groups}/${id}`)).status).toBe(404);
    expect((await api('GET', `${leads}/${field.id}`)).body.group_id).toBeNull();
  });
});
