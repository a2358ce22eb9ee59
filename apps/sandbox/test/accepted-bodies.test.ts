import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestSandbox, type Api, type Reply, type TestSandbox } from './call-sandbox.js';

type Json = ReturnType<typeof JSON.parse>;

const errorsOf = ({ body }: Reply): string[] =>
  (body?.['validation-errors'] ?? []).flatMap(({ errors }: Json) =>
    errors.map(({ code, path }: Json) => `${code} ${path}`),
  );

/** Bodies that amoCRM takes although a page, or a strict reading of it, would refuse them. */
describe('bodies that are taken', () => {
  let sandbox: TestSandbox;
  let api: Api;
  let count = 0;

  beforeAll(async () => {
    sandbox = await startTestSandbox();
    ({ api } = await fresh());
  });
  afterAll(() => sandbox.close());

  const fresh = async (features: object = {}): Promise<{ api: Api; subdomain: string }> => {
    count += 1;
    const subdomain = `taken${count}`;
    return { api: (await sandbox.account({ subdomain, features })).api, subdomain };
  };
  const get = async (path: string): Promise<Json> => (await api('GET', `/api/v4/${path}`)).body;
  const made = async (kind: string, item: object = { name: 'А' }): Promise<number> =>
    (await api('POST', `/api/v4/${kind}`, [item])).body._embedded[kind][0].id;
  const newField = async (on: Api, kind: string, field: object): Promise<Json> =>
    (await on('POST', `/api/v4/${kind}/custom_fields`, [{ name: 'Поле', ...field }])).body._embedded
      .custom_fields[0];

  it('a null field_id beside a field_code, and a null code beside an id', async () => {
    const phone = { field_id: null, field_code: 'PHONE', values: [{ value: '+79990000001' }] };
    const id = await made('contacts', { name: 'А', custom_fields_values: [phone] });
    const [read] = (await get(`contacts/${id}`)).custom_fields_values;
    expect(read).toMatchObject({ field_code: 'PHONE', values: [{ value: '+79990000001' }] });
    const byId = { field_id: read.field_id, field_code: null, values: [{ value: '1' }] };
    expect((await api('PATCH', `/api/v4/contacts/${id}`, { custom_fields_values: [byId] })).status).toBe(200);
    const neither = { field_id: null, field_code: null, values: [{ value: '1' }] };
    const refused = await api('PATCH', `/api/v4/contacts/${id}`, { custom_fields_values: [neither] });
    expect(errorsOf(refused)).toEqual([
      '36b4f074-7403-11ea-af30-00163e2085ae custom_fields_values.0.field_id',
    ]);
  });

  it('null enum keys beside a value, by the type of the field', async () => {
    const enums = [{ value: 'Один', sort: 1 }];
    for (const [type, status] of [
      ['select', 200],
      ['multiselect', 400],
      ['radiobutton', 400],
    ] as const) {
      const field = await newField(api, 'leads', { type, enums });
      const post = (one: object): Promise<Reply> =>
        api('POST', '/api/v4/leads', [{ custom_fields_values: [{ field_id: field.id, values: [one] }] }]);
      const both = await post({ value: 'Один', enum_id: null, enum_code: null });
      expect([type, both.status]).toEqual([type, status]);
      if (status === 400)
        expect(errorsOf(both)).toEqual(['FieldNotExpected custom_fields_values.0.values.0.enum_code']);
      expect((await post({ value: 'Один', enum_id: null })).status).toBe(200);
    }
    const phone = { field_code: 'PHONE', values: [{ value: '1', enum_id: null, enum_code: null }] };
    const address = await newField(api, 'contacts', { type: 'smart_address' });
    const city = { field_id: address.id, values: [{ value: 'Омск', enum_id: 3, enum_code: null }] };
    const sent = [{ custom_fields_values: [phone, city] }];
    expect((await api('POST', '/api/v4/contacts', sent)).status).toBe(200);
  });

  it('empty lists for objects, as PHP writes them', async () => {
    const contact = await made('contacts');
    const { status, body } = await api('POST', '/api/v4/leads', [{ _embedded: [] }]);
    expect(status).toBe(200);
    const [{ id }] = body._embedded.leads;
    const link = { to_entity_id: contact, to_entity_type: 'contacts', metadata: [] };
    expect((await api('POST', `/api/v4/leads/${id}/link`, [link])).status).toBe(200);
    const note = await api('POST', `/api/v4/leads/${id}/notes`, [{ note_type: 'common', params: [] }]);
    expect(errorsOf(note)).toEqual(['FieldMissing params.text']);
    expect((await api('POST', '/api/v4/leads/complex', [{ _embedded: [] }])).status).toBe(200);
  });

  it('numbered objects for lists by the switch, and refuses them without it', async () => {
    const { api: php } = await fresh({ numbered_objects: 'as_list' });
    const lead = { name: 'А', _embedded: { tags: { 1: { name: 'Т' } } }, custom_fields_values: {} };
    const { status, body } = await php('POST', '/api/v4/leads', { 2: lead, 5: { name: 'Б' } });
    expect([status, body?._embedded?.leads.length]).toEqual([200, 2]);
    const read = await php('GET', `/api/v4/leads/${body._embedded.leads[0].id}`);
    expect(read.body._embedded.tags).toMatchObject([{ name: 'Т' }]);
    const hook = { destination: 'https://a.example/', settings: { 0: 'add_lead' } };
    expect((await php('POST', '/api/v4/webhooks', hook)).body.settings).toEqual(['add_lead']);
    expect(errorsOf(await php('POST', '/api/v4/leads', { name: 'А' }))).toEqual(['InvalidType ']);

    expect(errorsOf(await api('POST', '/api/v4/leads', { 2: lead }))).toEqual(['InvalidType ']);
    expect(errorsOf(await api('POST', '/api/v4/leads', [lead]))).toEqual([
      'InvalidType custom_fields_values',
      'InvalidType _embedded.tags',
    ]);
    expect(errorsOf(await api('POST', '/api/v4/webhooks', hook))).toEqual(['InvalidType settings']);
  });

  it('the entity_type of the card in a note', async () => {
    const id = await made('leads');
    const note = { note_type: 'common', params: { text: 'Привет' }, entity_type: 'leads' };
    for (const [path, item] of [
      [`leads/${id}/notes`, note],
      ['leads/notes', { ...note, entity_id: id }],
    ] as const)
      expect((await api('POST', `/api/v4/${path}`, [item])).status).toBe(200);
    const [{ id: noteId }] = (await get(`leads/${id}/notes`))._embedded.notes;
    expect((await api('PATCH', `/api/v4/leads/notes/${noteId}`, note)).status).toBe(200);
    const foreign = await api('POST', `/api/v4/leads/${id}/notes`, [{ ...note, entity_type: 'contacts' }]);
    expect(errorsOf(foreign)).toEqual(['NotSupportedChoice entity_type']);
  });

  it('descriptions and the type of stages inside a new pipeline', async () => {
    const stage = {
      name: 'Этап',
      sort: 10,
      type: 0,
      descriptions: [
        { level: 'newbie', description: 'Позвоните' },
        { level: 'master', description: 'Решайте' },
      ],
    };
    const pipeline = { name: 'Воронка', sort: 20, is_main: false, is_unsorted_on: true };
    const post = (statuses: object[]): Promise<Reply> =>
      api('POST', '/api/v4/leads/pipelines', [{ ...pipeline, _embedded: { statuses } }]);
    const answer = await post([stage, { id: 142, name: 'Ура', descriptions: [stage.descriptions[0]] }]);
    expect([answer.status, errorsOf(answer)]).toEqual([200, []]);
    const [{ id }] = answer.body._embedded.pipelines;
    const { statuses } = (await get(`leads/pipelines/${id}/statuses?with=descriptions`))._embedded;
    const stageTexts = statuses.map(({ name, descriptions }: Json) => [
      name,
      descriptions.map((one: Json) => [one.level, one.description, one.pipeline_id]),
    ]);
    expect(stageTexts).toContainEqual([
      'Этап',
      [
        ['newbie', 'Позвоните', id],
        ['master', 'Решайте', id],
      ],
    ]);
    expect(stageTexts).toContainEqual(['Ура', [['newbie', 'Позвоните', id]]]);
    const twice = [stage.descriptions[0], stage.descriptions[0]];
    expect(errorsOf(await post([{ ...stage, descriptions: twice }]))).toEqual([
      'NotSupportedChoice _embedded.statuses.0.descriptions.1.level',
    ]);
    expect(errorsOf(await post([{ ...stage, type: 1 }]))).toEqual([
      'NotSupportedChoice _embedded.statuses.0.type',
    ]);
    const stages = `/api/v4/leads/pipelines/${id}/statuses`;
    const own = await api('POST', stages, [{ name: 'Ещё', sort: 30, type: 0 }]);
    expect([own.status, own.body._embedded?.statuses[0].type]).toEqual([200, 0]);
    expect(errorsOf(await api('POST', stages, [{ name: 'Ещё', sort: 30, type: 1 }]))).toEqual([
      'NotSupportedChoice type',
    ]);
  });

  it('final stages sent back as they were read, unless the switch refuses all of it', async () => {
    for (const [rule, status] of [
      ['name', 200],
      ['name_and_color', 200],
      ['reject', 400],
    ] as const) {
      const own = (await fresh({ system_stage_patch: rule })).api;
      const [pipeline] = (await own('GET', '/api/v4/leads/pipelines')).body._embedded.pipelines;
      const stages: Json[] = pipeline._embedded.statuses;
      for (const { id, name, sort, color, type } of stages.filter((one) => !one.is_editable)) {
        const path = `/api/v4/leads/pipelines/${pipeline.id}/statuses/${id}`;
        const same = await own('PATCH', path, { name, sort, color, type });
        expect([rule, id, same.status]).toEqual([rule, id, status]);
        const moved = await own('PATCH', path, { name, sort: Number(sort) + 1 });
        expect(errorsOf(moved)).toContain('NotSupportedChoice sort');
      }
    }
  });

  it('unknown keys anywhere, where the account reads leniently', async () => {
    const { api: own } = await fresh({ unknown_keys: 'lenient' });
    const field = await newField(own, 'leads', { type: 'text', is_required: true, is_visible: true, x: 1 });
    expect(field).not.toHaveProperty('is_required');
    const patched = await own('PATCH', `/api/v4/leads/custom_fields/${field.id}`, {
      is_required: true,
      remind: 'day',
      enums: [{ value: 'А', sort: 1 }],
    });
    expect(patched.body).toMatchObject({ remind: null, enums: null });
    const legal = await newField(own, 'companies', { type: 'legal_entity' });
    const value = { name: 'ООО', unheard_of: 1 };
    const sent = { custom_fields_values: [{ field_id: legal.id, values: [{ value, more: 1 }] }] };
    const [{ id }] = (await own('POST', '/api/v4/companies', [sent])).body._embedded.companies;
    const read = (await own('GET', `/api/v4/companies/${id}`)).body.custom_fields_values[0].values;
    expect(read).toEqual([{ value: { name: 'ООО' } }]);
    const text = {
      custom_fields_values: [{ field_id: field.id, values: [{ value: 'А', enum_code: null }] }],
    };
    const [{ id: leadId }] = (await own('POST', '/api/v4/leads', [text])).body._embedded.leads;
    const note = { note_type: 'common', params: { text: 'А', colour: 'red' } };
    expect((await own('POST', `/api/v4/leads/${leadId}/notes`, [note])).status).toBe(200);
    const [shown] = (await own('GET', `/api/v4/leads/${leadId}/notes`)).body._embedded.notes;
    expect(shown.params).toEqual({ text: 'А' });
    const form = { source_uid: 's', source_name: 'S', metadata: { form_id: 'f', colour: 'red' } };
    expect((await own('POST', '/api/v4/leads/unsorted/forms', [form])).status).toBe(200);
    const metadata = { category: 'forms', form_id: 'g', colour: 'red' };
    const _embedded = { metadata, contacts: [{ name: 'К', colour: 'red' }], pets: [] };
    expect((await own('POST', '/api/v4/leads/complex', [{ name: 'А', _embedded }])).status).toBe(200);
  });

  it('numbers in the values whose parts the pages give no type', async () => {
    const value = { name: 'ООО', tax_registration_reason_code: 213, vat_id: 7_700_000_000, kpp: '1' };
    const legal = await newField(api, 'companies', { type: 'legal_entity' });
    const id = await made('companies', {
      name: 'О',
      custom_fields_values: [{ field_id: legal.id, values: [{ value }] }],
    });
    expect((await get(`companies/${id}`)).custom_fields_values[0].values).toEqual([{ value }]);
    const phone = { field_code: 'PHONE', values: [{ value: 79990000001, enum_code: 'MOB' }] };
    const contact = await made('contacts', { name: 'К', custom_fields_values: [phone] });
    const [read] = (await get(`contacts/${contact}`)).custom_fields_values;
    expect(read.values[0]).toMatchObject({ value: '79990000001', enum_code: 'MOB' });
    const list = await newField(api, 'leads', { type: 'select', enums: [{ value: '5', sort: 1 }] });
    for (const one of [{ value: 5 }, { enum_id: String(list.enums[0].id) }]) {
      const lead = await made('leads', { custom_fields_values: [{ field_id: list.id, values: [one] }] });
      const [{ values }] = (await get(`leads/${lead}`)).custom_fields_values;
      expect(values).toEqual([{ value: '5', enum_id: list.enums[0].id, enum_code: null }]);
    }
    const wrong = { custom_fields_values: [{ field_id: legal.id, values: [{ value: { name: ['О'] } }] }] };
    expect(errorsOf(await api('POST', '/api/v4/companies', [wrong]))).toEqual([
      'InvalidType custom_fields_values.0.values.0.value.name',
    ]);
  });

  it('numbers in the params of notes, calls and forms', async () => {
    const id = await made('leads');
    const call = { uniq: 1, duration: '5', source: 'pbx', link: 'https://a.example', phone: 79990000001 };
    expect(
      (await api('POST', `/api/v4/leads/${id}/notes`, [{ note_type: 'call_in', params: call }])).status,
    ).toBe(200);
    const sms = { note_type: 'sms_in', params: { text: 1234, phone: 79990000001 } };
    expect((await api('POST', `/api/v4/leads/${id}/notes`, [sms])).status).toBe(200);
    const metadata = { form_id: 5, form_name: 5, form_page: 5, ip: 5, referer: 5, visitor_uid: 5 };
    const form = { source_uid: 7, source_name: 7, metadata };
    expect((await api('POST', '/api/v4/leads/unsorted/forms', [form])).status).toBe(200);
    const phone = { field_code: 'PHONE', values: [{ value: '+79990000777' }] };
    await made('contacts', { name: 'К', custom_fields_values: [phone] });
    const sent = { ...call, direction: 'inbound', phone: 79990000777 };
    expect((await api('POST', '/api/v4/calls', [sent])).status).toBe(200);
  });

  it('nothing of an item with errors: types and choices are told in one answer', async () => {
    const [user, stage] = [987_654, 987_655];
    const lead = { name: 5, price: 'много', status_id: stage, responsible_user_id: user };
    expect(errorsOf(await api('POST', '/api/v4/leads', [lead])).sort()).toEqual([
      'InvalidType name',
      'InvalidType price',
      'NotSupportedChoice responsible_user_id',
      'NotSupportedChoice status_id',
    ]);
    const values = [
      { field_id: 'x', values: [{ value: '1' }] },
      { field_id: 987_656, values: [{ value: '1' }] },
    ];
    const contact = { responsible_user_id: user, custom_fields_values: values };
    expect(errorsOf(await api('POST', '/api/v4/contacts', [contact])).sort()).toEqual([
      'InvalidType custom_fields_values.0.field_id',
      'NotSupportedChoice custom_fields_values.1.field_id',
      'NotSupportedChoice responsible_user_id',
    ]);
    const task = { text: 5, complete_till: 1e9, task_type_id: 99, entity_type: 'pets', entity_id: '1' };
    expect(errorsOf(await api('POST', '/api/v4/tasks', [task])).sort()).toEqual([
      'InvalidType entity_id',
      'InvalidType text',
      'NotSupportedChoice entity_type',
      'NotSupportedChoice task_type_id',
    ]);
    const complex = { name: 5, _embedded: { contacts: [{ name: 'К', responsible_user_id: user }] } };
    expect(errorsOf(await api('POST', '/api/v4/leads/complex', [complex])).sort()).toEqual([
      'InvalidType name',
      'NotSupportedChoice _embedded.contacts.0.responsible_user_id',
    ]);
    const field = { name: 5, type: 'unheard', group_id: 'none' };
    expect(errorsOf(await api('POST', '/api/v4/leads/custom_fields', [field])).sort()).toEqual([
      'InvalidType name',
      'NotSupportedChoice type',
    ]);
    const hook = { destination: 5, settings: ['unheard_of'] };
    expect(errorsOf(await api('POST', '/api/v4/webhooks', hook)).sort()).toEqual([
      'InvalidType destination',
      'NotSupportedChoice settings.0',
    ]);
    const [pipeline] = (await get('leads/pipelines'))._embedded.pipelines;
    const patch = { name: 5, color: '#123456' };
    const path = `/api/v4/leads/pipelines/${pipeline.id}/statuses/${pipeline._embedded.statuses[1].id}`;
    expect(errorsOf(await api('PATCH', path, patch)).sort()).toEqual([
      'InvalidType name',
      'NotSupportedChoice color',
    ]);
  });

  it('tells of one key that its type is wrong and that it is no choice', async () => {
    const [{ id }] = (await api('POST', '/api/v4/leads', [{}])).body._embedded.leads;
    const note = { note_type: 5, params: { text: 'А' } };
    expect(errorsOf(await api('POST', `/api/v4/leads/${id}/notes`, [note]))).toEqual([
      'InvalidType note_type',
      'NotSupportedChoice note_type',
    ]);
  });

  it('tells of an incoming lead whatever is wrong with it in one answer', async () => {
    const complex = { pipeline_id: 5, _embedded: { metadata: { category: 'pigeon' } } };
    expect(errorsOf(await api('POST', '/api/v4/leads/complex', [complex])).sort()).toEqual([
      'NotSupportedChoice _embedded.metadata.category',
      'NotSupportedChoice pipeline_id',
    ]);
    const form = { source_uid: 'together', source_name: 'S', metadata: { form_id: 'f' } };
    const made = await api('POST', '/api/v4/leads/unsorted/forms', [form]);
    const base = `/api/v4/leads/unsorted/${made.body._embedded.unsorted[0].uid}`;
    const wrong = { user_id: 'x', status_id: 987_655 };
    expect(errorsOf(await api('POST', `${base}/accept`, wrong)).sort()).toEqual([
      'InvalidType user_id',
      'NotSupportedChoice status_id',
    ]);
    const link = { entity_id: 5, entity_type: 'leads', metadata: { contact_id: 'x' } };
    expect(errorsOf(await api('POST', `${base}/link`, { link })).sort()).toEqual([
      'InvalidType link.metadata.contact_id',
      'NotSupportedChoice link.entity_id',
    ]);
    expect(errorsOf(await api('POST', `${base}/link`, { user_id: 987_654 })).sort()).toEqual([
      'FieldMissing link',
      'NotSupportedChoice user_id',
    ]);
  });
});
