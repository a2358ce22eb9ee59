import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Change } from '../src/changes/change.js';
import { startTestSandbox, type Api, type TestSandbox } from './call-sandbox.js';

describe('fields, leads and contacts', () => {
  let sandbox: TestSandbox;
  let api: Api;

  beforeAll(async () => {
    sandbox = await startTestSandbox();
    ({ api } = await sandbox.account({ subdomain: 'entities' }));
  });
  afterAll(() => sandbox.close());

  it('makes fields with enums, replaces enums and keeps the ids that are sent back', async () => {
    const made = await api('POST', '/api/v4/leads/custom_fields', [
      {
        name: 'Регион',
        type: 'select',
        enums: [
          { value: 'Север', sort: 1 },
          { value: 'Юг', sort: 2 },
        ],
      },
    ]);
    expect(made.status).toBe(201);
    const [field] = made.body._embedded.custom_fields;
    const [north] = field.enums;
    const enums = [
      { id: north.id, value: 'Северный', sort: 1 },
      { value: 'Восток', sort: 2 },
    ];
    const changed = await api('PATCH', '/api/v4/leads/custom_fields', [{ id: field.id, enums }]);
    expect(changed.status).toBe(201);
    const after = changed.body._embedded.custom_fields[0].enums;
    expect(after.map((one: { value: string }) => one.value)).toEqual(['Северный', 'Восток']);
    expect(after[0].id).toBe(north.id);
    const foreign = await api('PATCH', `/api/v4/leads/custom_fields/${field.id}`, {
      enums: [{ id: 1, value: 'x', sort: 1 }],
    });
    expect(foreign.body['validation-errors'][0].errors[0]).toMatchObject({
      code: 'NotSupportedChoice',
      path: 'enums.0.id',
    });
    const group = (await api('POST', '/api/v4/leads/custom_fields/groups', [{ name: 'Вкладка', sort: 3 }]))
      .body;
    const { id } = group._embedded.custom_field_groups[0];
    expect(id).toMatch(/^leads_\d+$/);
    const moved = await api('PATCH', `/api/v4/leads/custom_fields/groups/${id}`, { fields: [field.id] });
    expect(moved.body.fields).toEqual([field.id]);
  });

  it('writes leads, reads them back and tells each change with its write', async () => {
    const published: Change[] = [];
    sandbox.sandbox.subscribers.push((_sandbox, _account, changes) => published.push(...changes));
    const [field] = (
      await api('POST', '/api/v4/leads/custom_fields', [{ name: 'Город', type: 'text', code: 'CITY' }])
    ).body._embedded.custom_fields;
    const added = await api('POST', '/api/v4/leads', [{ name: 'Первая', request_id: 'a' }]);
    const [{ id, request_id: echo }] = added.body._embedded.leads;
    expect(echo).toBe('a');
    const { status, body } = await api('PATCH', `/api/v4/leads/${id}`, {
      price: 100,
      status_id: 142,
      custom_fields_values: [{ field_code: 'CITY', values: [{ value: 'Томск' }] }],
    });
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual(['id', 'updated_at', '_links']);
    expect(published.map((change) => change.kind)).toEqual(['added', 'stage', 'price', 'field']);
    expect(new Set(published.slice(1).map((change) => change.write)).size).toBe(1);
    const lead = (await api('GET', `/api/v4/leads/${id}`)).body;
    expect(lead).toMatchObject({ price: 100, status_id: 142, _embedded: { tags: [], companies: [] } });
    expect(lead.closed_at).toBe(lead.updated_at);
    expect(lead.custom_fields_values).toEqual([
      {
        field_id: field.id,
        field_name: 'Город',
        field_code: 'CITY',
        field_type: 'text',
        values: [{ value: 'Томск' }],
      },
    ]);
    await api('PATCH', '/api/v4/leads', [
      { id, custom_fields_values: [{ field_id: field.id, values: null }] },
    ]);
    expect((await api('GET', `/api/v4/leads/${id}`)).body.custom_fields_values).toBeNull();
  });

  it('refuses the unsorted stage, unknown users and fields', async () => {
    const [pipeline] = (await api('GET', '/api/v4/leads/pipelines')).body._embedded.pipelines;
    const unsorted = pipeline._embedded.statuses[0].id;
    const refused = await api('POST', '/api/v4/leads', [
      {
        status_id: unsorted,
        responsible_user_id: 5,
        custom_fields_values: [{ field_id: 1, values: [{ value: 'x' }] }],
      },
    ]);
    expect(refused.body['validation-errors'][0].errors.map((one: { path: string }) => one.path)).toEqual([
      'responsible_user_id',
      'custom_fields_values.0.field_id',
      'status_id',
    ]);
  });

  it('stores phones of contacts with their enum', async () => {
    const sent = {
      first_name: 'Анна',
      last_name: 'Ким',
      custom_fields_values: [{ field_code: 'PHONE', values: [{ value: '+79990000000', enum_code: 'MOB' }] }],
    };
    const [{ id }] = (await api('POST', '/api/v4/contacts', [sent])).body._embedded.contacts;
    const { body } = await api('GET', `/api/v4/contacts/${id}`);
    expect(body.name).toBe('Анна Ким');
    expect(body.custom_fields_values[0].values[0]).toMatchObject({ value: '+79990000000', enum_code: 'MOB' });
  });
});
