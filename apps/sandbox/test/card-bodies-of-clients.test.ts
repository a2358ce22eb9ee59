import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestSandbox, withoutLinkQueries, type Api, type TestSandbox } from './call-sandbox.js';

type Json = ReturnType<typeof JSON.parse>;

/** Bodies as the official PHP client, Python clients and others send them. */
describe('cards written by other clients', () => {
  let sandbox: TestSandbox;
  let api: Api;

  beforeAll(async () => {
    sandbox = await startTestSandbox();
    ({ api } = await sandbox.account({ subdomain: 'bodies', timezone: 'Asia/Kamchatka' }));
  });
  afterAll(() => sandbox.close());

  const post = async (path: string, body: unknown): Promise<Json> => {
    const answer = await api('POST', `/api/v4/${path}`, body);
    expect([path, answer.status, answer.body]).toEqual([path, 200, expect.anything()]);
    return answer.body;
  };
  const get = async (path: string): Promise<Json> => (await api('GET', `/api/v4/${path}`)).body;

  it('takes a phone whose enum_id is null beside its code, or without either', async () => {
    const values = [
      { value: '+79990000001', enum_id: null, enum_code: 'MOB' },
      { value: '+79990000002', enum_id: null },
      { value: '+79990000003' },
    ];
    const phone = { field_id: null, field_code: 'PHONE', values };
    delete (phone as { field_id?: null }).field_id;
    const made = await post('contacts', [
      { first_name: 'А', custom_fields_values: [phone], request_id: '0' },
    ]);
    const read = await get(`contacts/${made._embedded.contacts[0].id}`);
    const shown = read.custom_fields_values[0].values;
    expect(shown.map((one: { enum_code: string }) => one.enum_code)).toEqual(['MOB', 'WORK', 'WORK']);
  });

  it('takes a choice by enum_id whose value is null, and by value whose enum_id is null', async () => {
    for (const type of ['select', 'multiselect', 'radiobutton']) {
      const enums = [
        { value: 'Один', sort: 1 },
        { value: 'Два', sort: 2 },
      ];
      const made = await api('POST', '/api/v4/leads/custom_fields', [{ name: type, type, enums }]);
      const [field] = made.body._embedded.custom_fields;
      const [one, two] = field.enums;
      for (const [sent, chosen] of [
        [{ value: null, enum_id: two.id }, two],
        [{ value: 'Один', enum_id: null }, one],
      ]) {
        const lead = { custom_fields_values: [{ field_id: field.id, values: [sent] }] };
        const { id } = (await post('leads', [lead]))._embedded.leads[0];
        const [shown] = (await get(`leads/${id}`)).custom_fields_values;
        expect(shown.values).toEqual([{ value: chosen.value, enum_id: chosen.id, enum_code: null }]);
      }
    }
  });

  it('takes a null enum_code by the type of the field, or by the switch always or never', async () => {
    const enums = [{ value: 'Один', sort: 1 }];
    for (const [switched, type, status] of [
      ['by_type', 'select', 200],
      ['by_type', 'multiselect', 400],
      ['by_type', 'radiobutton', 400],
      ['reject', 'select', 400],
      ['ignore', 'multiselect', 200],
    ] as const) {
      const features = { null_enum_code: switched };
      const own = await sandbox.account({
        subdomain: `null-${switched}-${type}`.replace('_', '-'),
        features,
      });
      const made = await own.api('POST', '/api/v4/leads/custom_fields', [{ name: 'x', type, enums }]);
      const [field] = made.body._embedded.custom_fields;
      const values = [{ value: 'Один', enum_id: field.enums[0].id, enum_code: null }];
      const answer = await own.api('POST', '/api/v4/leads', [
        { custom_fields_values: [{ field_id: field.id, values }] },
      ]);
      expect([switched, type, answer.status]).toEqual([switched, type, status]);
    }
  });

  it('takes all keys of a legal entity, or by the switch those of the country', async () => {
    const value = { name: 'ООО', entity_type: 2, vat_id: '77', kpp: '1', bin: '2', oked: '3', mfo: null };
    const made = await api('POST', '/api/v4/companies/custom_fields', [
      { name: 'Реквизиты', type: 'legal_entity' },
    ]);
    const [{ id: field_id }] = made.body._embedded.custom_fields;
    const company = { custom_fields_values: [{ field_id, values: [{ value }] }] };
    const { id } = (await post('companies', [company]))._embedded.companies[0];
    expect((await get(`companies/${id}`)).custom_fields_values[0].values).toEqual([{ value }]);
    await sandbox.control('PATCH', 'accounts/bodies', { features: { legal_entity_keys: 'own_country' } });
    const refused = await api('POST', '/api/v4/companies', [company]);
    const paths = refused.body['validation-errors'][0].errors.map(
      ({ code, path }: Json) => `${code} ${path}`,
    );
    const at = 'FieldNotExpected custom_fields_values.0.values.0.value';
    expect(paths).toEqual([`${at}.bin`, `${at}.oked`, `${at}.mfo`]);
  });

  it('takes dates as days of the account too', async () => {
    const types = ['date', 'birthday'];
    const made = await api(
      'POST',
      '/api/v4/contacts/custom_fields',
      types.map((type) => ({ name: type, type })),
    );
    for (const { id: field_id } of made.body._embedded.custom_fields) {
      const custom_fields_values = [{ field_id, values: [{ value: '2021-10-19' }] }];
      const { id } = (await post('contacts', [{ custom_fields_values }]))._embedded.contacts[0];
      const [shown] = (await get(`contacts/${id}`)).custom_fields_values;
      expect(new Date(shown.values[0].value * 1000).toISOString()).toBe('2021-10-18T12:00:00.000Z');
      const bad = [{ field_id, values: [{ value: '2021-13-45' }] }];
      expect((await api('POST', '/api/v4/contacts', [{ custom_fields_values: bad }])).status).toBe(400);
    }
  });

  it('takes the metadata of calls and forms with nulls and numbers', async () => {
    const call = {
      from: 79990000001,
      phone: '79990000002',
      called_at: 1_600_000_000,
      duration: 5,
      link: 'https://records.example/1',
      service_code: 'pbx',
      uniq: 'u',
      is_call_event_needed: true,
    };
    const form = {
      form_id: 'f',
      form_name: 'Заявка',
      form_page: 'https://site.example',
      form_type: 1,
      ip: null,
      form_sent_at: 1_600_000_000,
      referer: null,
      visitor_uid: null,
    };
    for (const [kind, metadata] of Object.entries({ sip: call, forms: form })) {
      const item = { source_uid: kind, source_name: 'S', metadata, request_id: '0' };
      const made = await post(`leads/unsorted/${kind}`, [item]);
      const read = await get(`leads/unsorted/${made._embedded.unsorted[0].uid}`);
      const nulls = kind === 'sip' ? { call_responsible: null } : {};
      expect({ ...read.metadata, is_call_event_needed: true }).toEqual({
        ...metadata,
        ...nulls,
        is_call_event_needed: true,
      });
    }
  });

  it('takes cards that exist into a complex lead with an empty request_id of their own', async () => {
    const made = async (kind: string): Promise<number> =>
      (await post(kind, [{ name: 'А' }]))._embedded[kind][0].id;
    const [contact_id, company_id] = [await made('contacts'), await made('companies')];
    const _embedded = {
      contacts: [{ id: contact_id, request_id: null }],
      companies: [{ id: company_id, request_id: null }],
    };
    const rows = await post('leads/complex', [{ name: 'Сделка', request_id: '0', _embedded }]);
    expect(rows).toMatchObject([{ contact_id, company_id, merged: false }]);
  });

  it('takes links back as they were read', async () => {
    const made = async (kind: string): Promise<number> =>
      (await post(kind, [{ name: 'А' }]))._embedded[kind][0].id;
    const [leadId, contactId] = [await made('leads'), await made('contacts')];
    const link = { to_entity_id: contactId, to_entity_type: 'contacts', metadata: null };
    const linked = (await post(`leads/${leadId}/link`, [link]))._embedded.links;
    expect(linked).toEqual([
      { ...link, entity_id: leadId, entity_type: 'leads', metadata: { main_contact: true } },
    ]);
    const read = (await get(`leads/${leadId}/links`))._embedded.links;
    for (const [path, sent] of [
      [`leads/${leadId}/unlink`, read],
      [`leads/${leadId}/unlink`, linked],
      ['leads/unlink', linked],
    ] as const) {
      await post(`leads/${leadId}/link`, [link]);
      expect((await api('POST', `/api/v4/${path}`, sent)).status).toBe(204);
      expect(await get(`leads/${leadId}/links`)).toBeNull();
    }
    for (const other of [{ entity_id: 5 }, { entity_type: 'contacts' }]) {
      const refused = await api('POST', `/api/v4/leads/${leadId}/link`, [{ ...link, ...other }]);
      expect(refused.status).toBe(400);
    }
  });

  it('filters events by comma lists and stages before, tasks by `1` and `0`', async () => {
    const { id } = (await post('leads', [{ name: 'А' }]))._embedded.leads[0];
    const { pipeline_id, status_id } = await get(`leads/${id}`);
    await api('PATCH', `/api/v4/leads/${id}`, { status_id: 142 });
    const before = `filter[value_before][leads_statuses][0]`;
    const query =
      `filter[type]=lead_added,lead_status_changed&filter[entity]=lead&filter[entity_id]=${id}` +
      `&${before}[pipeline_id]=${pipeline_id}&${before}[status_id]=${status_id}`;
    const { events } = (await get(`events?${query}`))._embedded;
    expect(events.map((one: { type: string }) => one.type)).toEqual(['lead_status_changed']);
    const ids = events.map((one: { id: string }) => one.id).join();
    const again = (await get(`events?filter[id]=${ids}`))._embedded.events;
    expect(withoutLinkQueries(again)).toEqual(withoutLinkQueries(events));
    await post('tasks', [{ text: 'А', complete_till: 1_900_000_000, entity_id: id, entity_type: 'leads' }]);
    const tasks = (done: number): string => `tasks?filter[is_completed]=${done}&filter[entity_type]=leads`;
    expect((await get(tasks(0)))._embedded.tasks).toHaveLength(1);
    expect((await api('GET', `/api/v4/${tasks(1)}`)).status).toBe(204);
  });
});
