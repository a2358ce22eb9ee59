import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startTestSandbox, withoutLinkQueries, type Api, type TestSandbox } from './call-sandbox.js';

type Json = ReturnType<typeof JSON.parse>;

let sandbox: TestSandbox;
let api: Api;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  const features = { apiFilter: true, filter_lag_seconds: 10 };
  ({ api } = await sandbox.account({ subdomain: 'lagging', features }));
});
afterAll(() => sandbox.close());

const later = (ms: number) => sandbox.control('POST', 'clock', { advanceMs: ms });
const namesIn = async (path: string): Promise<string[]> =>
  ((await api('GET', path)).body?._embedded.leads ?? []).map(({ name }: { name: string }) => name);

it('shows a card in a filtered list and in a search only after the lag, and a change of it as late', async () => {
  const [{ id }] = (await api('POST', '/api/v4/leads', [{ name: 'Первая' }])).body._embedded.leads;
  const [byId, bySearch, plain] = [
    `/api/v4/leads?filter[id][]=${id}`,
    '/api/v4/leads?query=Первая',
    '/api/v4/leads?order[id]=desc',
  ].map((path) => encodeURI(path)) as [string, string, string];
  expect((await api('GET', `/api/v4/leads/${id}`)).body.name).toBe('Первая');
  expect([await namesIn(byId), await namesIn(bySearch), await namesIn(plain)]).toEqual([[], [], ['Первая']]);
  await later(10_000);
  expect([await namesIn(byId), await namesIn(bySearch)]).toEqual([['Первая'], ['Первая']]);
  await api('PATCH', `/api/v4/leads/${id}`, { name: 'Вторая' });
  await later(9_000);
  expect([await namesIn(byId), await namesIn(plain)]).toEqual([['Первая'], ['Вторая']]);
  await later(1_000);
  expect([await namesIn(byId), await namesIn(bySearch)]).toEqual([['Вторая'], []]);
});

it('shows a lead that was merged into another one for as long', async () => {
  const [into, merged] = (await api('POST', '/api/v4/leads', [{ name: 'Остаётся' }, { name: 'Уходит' }])).body
    ._embedded.leads as [{ id: number }, { id: number }];
  const byId = `/api/v4/leads?filter[id][]=${into.id}&filter[id][]=${merged.id}`;
  await later(10_000);
  const action = { action: 'lead.merge', subdomain: 'lagging', leadId: into.id, mergedId: merged.id };
  expect((await sandbox.control('POST', 'actions', action)).status).toBeLessThan(300);
  expect((await api('GET', `/api/v4/leads/${merged.id}`)).status).toBe(204);
  await later(9_000);
  expect(await namesIn(byId)).toEqual(['Остаётся', 'Уходит']);
  await later(1_000);
  expect(await namesIn(byId)).toEqual(['Остаётся']);
});

it('shows a lead with the contact that its own was merged into only after the lag', async () => {
  const named = (await api('POST', '/api/v4/contacts', [{ name: 'Ольга' }, { name: 'О. Н.' }])).body._embedded
    .contacts as [{ id: number }, { id: number }];
  const [stays, goes] = [named[0].id, named[1].id];
  const lead = { name: 'С контактом', _embedded: { contacts: [{ id: goes }] } };
  const [{ id }] = (await api('POST', '/api/v4/leads', [lead])).body._embedded.leads;
  const contactsIn = async () =>
    (await api('GET', `/api/v4/leads?filter[id][]=${id}&with=contacts`)).body._embedded.leads.flatMap(
      (one: Json) => one._embedded.contacts.map((contact: { id: number }) => contact.id),
    );
  await later(10_000);
  expect(await contactsIn()).toEqual([goes]);
  const action = { action: 'contact.merge', subdomain: 'lagging', contactId: stays, mergedId: goes };
  expect((await sandbox.control('POST', 'actions', action)).status).toBeLessThan(300);
  await later(9_000);
  expect(await contactsIn()).toEqual([]);
  await later(1_000);
  expect(await contactsIn()).toEqual([stays]);
});

it('shows what follows from other writes once the lag is over', async () => {
  const get = async (path: string): Promise<Json> => (await api('GET', encodeURI(`/api/v4/${path}`))).body;
  const made = async (path: string, body: object): Promise<number> =>
    (await api('POST', `/api/v4/${path}`, [body])).body._embedded[path.split('/').at(-1)!][0].id;
  const enums = [
    { value: 'Омск', sort: 1 },
    { value: 'Томск', sort: 2 },
  ];
  const listed = { name: 'Город', type: 'select', enums };
  const [city, gone] = [await made('leads/custom_fields', listed), await made('leads/custom_fields', listed)];
  const reason = await made('leads/loss_reasons', { name: 'Дорого', sort: 1 });
  const filled = [city, gone].map((field_id) => ({ field_id, values: [{ value: 'Омск' }] }));
  const lost = { status_id: 143, loss_reason_id: reason, custom_fields_values: filled };
  const leadId = await made('leads', { name: 'Четвёртая', ...lost });
  const form = {
    source_uid: 'u',
    source_name: 'с',
    metadata: {},
    _embedded: { contacts: [{ name: 'Вера' }] },
  };
  const [{ uid }] = (await api('POST', '/api/v4/leads/unsorted/forms', [form])).body._embedded.unsorted;
  await later(10_000);
  expect(await get('contacts?query=Вера')).toBeNull();
  await api('POST', `/api/v4/leads/unsorted/${uid}/accept`, {});
  const task = { text: 'т', complete_till: 1_900_000_000, entity_id: leadId, entity_type: 'leads' };
  await api('POST', '/api/v4/tasks', [task]);
  const [{ id: enumId }] = (await get(`leads/custom_fields/${city}`)).enums;
  const renamed = { enums: [{ id: enumId, value: 'Омск и область', sort: 1 }] };
  await api('PATCH', `/api/v4/leads/custom_fields/${city}`, renamed);
  await api('DELETE', `/api/v4/leads/custom_fields/${gone}`);
  await api('DELETE', `/api/v4/leads/loss_reasons/${reason}`);
  await later(10_000);
  const known = await get('contacts?query=Вера');
  expect(known?._embedded.contacts).toMatchObject([{ name: 'Вера' }]);
  const due = await get('leads?filter[closest_task_at][from]=1900000000');
  expect(due?._embedded.leads).toMatchObject([{ id: leadId }]);
  const shown = (await get(`leads?filter[id][]=${leadId}&with=loss_reason`))._embedded.leads[0];
  const read = await get(`leads/${leadId}?with=loss_reason`);
  expect(withoutLinkQueries(shown)).toEqual(withoutLinkQueries(read));
});
