import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { startTestSandbox, type Api, type Reply, type TestSandbox } from './call-sandbox.js';

type Json = ReturnType<typeof JSON.parse>;

let sandbox: TestSandbox;
let api: Api;
let stages: number[];
let other: { id: number; _embedded: { statuses: { id: number; type: number }[] } };
let reason: number;
let lead: number;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  ({ api } = await sandbox.account({ subdomain: 'twice' }));
  const statuses = [{ name: 'Раз', sort: 10 }];
  const second = { name: 'Вторая', sort: 20, is_main: false, is_unsorted_on: true, _embedded: { statuses } };
  await api('POST', '/api/v4/leads/pipelines', [second]);
  const [main, made] = (await api('GET', '/api/v4/leads/pipelines')).body._embedded.pipelines;
  stages = main._embedded.statuses.filter((one: Json) => one.type === 0).map((one: Json) => one.id);
  other = made;
  const sent = [{ name: 'Дорого', sort: 1 }];
  [{ id: reason }] = (await api('POST', '/api/v4/leads/loss_reasons', sent)).body._embedded.loss_reasons;
});
afterAll(() => sandbox.close());

beforeEach(async () => {
  [{ id: lead }] = (await api('POST', '/api/v4/leads', [{ status_id: stages[0] }])).body._embedded.leads;
});

const batch = (...items: Json[]): Promise<Reply> =>
  api(
    'PATCH',
    '/api/v4/leads',
    items.map((item) => ({ id: lead, ...item })),
  );
const read = async (): Promise<Json> => (await api('GET', `/api/v4/leads/${lead}`)).body;
const moves = async (): Promise<number> => {
  const rows = await api('GET', `/api/v4/events?filter[entity]=lead&filter[entity_id]=${lead}`);
  return rows.body._embedded.events.filter((one: Json) => one.type === 'lead_status_changed').length;
};

it('leaves the stage of an earlier item alone where a later one names none', async () => {
  expect((await batch({ status_id: 142 }, { price: 100 })).status).toBe(200);
  expect(await read()).toMatchObject({ status_id: 142, price: 100, closed_at: expect.any(Number) });
  expect(await moves()).toBe(1);
});

it('reads a pipeline or a final stage alone from where the earlier item leaves the lead', async () => {
  await batch({ pipeline_id: other.id }, { status_id: 142 });
  expect(await read()).toMatchObject({ pipeline_id: other.id, status_id: 142 });
});

it('accepts an incoming lead once', async () => {
  const form = { source_uid: 'twice', source_name: 'с', metadata: {} };
  const made = (await api('POST', '/api/v4/leads/unsorted/forms', [form])).body._embedded.unsorted[0];
  lead = made._embedded.leads[0].id;
  await batch({ status_id: stages[1] }, { price: 1 });
  expect(await read()).toMatchObject({ status_id: stages[1], price: 1 });
  expect((await api('GET', `/api/v4/leads/unsorted/${made.uid}`)).status).toBe(404);
});

it('gives a loss reason to a lead that the item before loses, and none to one it takes back', async () => {
  expect((await batch({ status_id: 143 }, { loss_reason_id: reason })).status).toBe(200);
  expect(await read()).toMatchObject({ status_id: 143, loss_reason_id: reason });
  expect((await batch({ status_id: stages[0] }, { loss_reason_id: reason })).status).toBe(400);
  await sandbox.control('PATCH', 'accounts/twice', { features: { loss_reason_check: 'before' } });
  await api('PATCH', `/api/v4/leads/${lead}`, { status_id: stages[0] });
  expect((await batch({ status_id: 143 }, { loss_reason_id: reason })).status).toBe(200);
  await sandbox.control('PATCH', 'accounts/twice', { features: { loss_reason_check: 'after' } });
});

it('clears the fields that an earlier item filled, and knows them as filled', async () => {
  const field = { name: 'Город', type: 'text' };
  const [{ id }] = (await api('POST', '/api/v4/leads/custom_fields', [field])).body._embedded.custom_fields;
  const values = [{ field_id: id, values: [{ value: 'Омск' }] }];
  await sandbox.control('PATCH', 'accounts/twice', {
    features: { null_custom_values: 'clear', required_fields_check: true },
  });
  await batch({ custom_fields_values: values }, { custom_fields_values: null });
  expect((await read()).custom_fields_values).toBeNull();
  const required_statuses = [{ status_id: stages[1], pipeline_id: (await read()).pipeline_id }];
  await api('PATCH', `/api/v4/leads/custom_fields/${id}`, { required_statuses });
  expect((await batch({ status_id: stages[1] })).status).toBe(400);
  const cleared = [{ custom_fields_values: values }, { custom_fields_values: null }];
  expect((await batch(...cleared, { status_id: stages[1] })).status).toBe(400);
  expect((await batch({ custom_fields_values: values }, { status_id: stages[1] })).status).toBe(200);
});
