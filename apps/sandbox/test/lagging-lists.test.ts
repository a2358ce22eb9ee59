import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startTestSandbox, type Api, type TestSandbox } from './call-sandbox.js';

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
