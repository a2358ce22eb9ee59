import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestSandbox, withoutLinkQueries, type Api, type TestSandbox } from './call-sandbox.js';

type Json = ReturnType<typeof JSON.parse>;

describe('tasks, talks and customers', () => {
  let sandbox: TestSandbox;
  let api: Api;

  beforeAll(async () => {
    sandbox = await startTestSandbox();
    ({ api } = await sandbox.account({ subdomain: 'tasks' }));
  });
  afterAll(() => sandbox.close());

  it('creates, completes and lists tasks and keeps the nearest one on the lead', async () => {
    const [{ id: leadId }] = (await api('POST', '/api/v4/leads', [{}])).body._embedded.leads;
    const task = { entity_id: leadId, entity_type: 'leads', text: 'Позвонить' };
    const made = await api('POST', '/api/v4/tasks', [
      { ...task, complete_till: 2000, request_id: 'x' },
      { ...task, complete_till: 1000 },
    ]);
    const [late, soon] = made.body._embedded.tasks;
    expect(late.request_id).toBe('x');
    const closest = async (): Promise<number> =>
      (await api('GET', `/api/v4/leads/${leadId}`)).body.closest_task_at;
    expect(await closest()).toBe(1000);
    const done = await api('PATCH', `/api/v4/tasks/${soon.id}`, {
      is_completed: true,
      result: { text: 'Дозвонились' },
    });
    expect(Object.keys(done.body)).toEqual(['id', 'updated_at', 'request_id', '_links']);
    expect(await closest()).toBe(2000);
    const open = await api(
      'GET',
      `/api/v4/tasks?filter[is_completed]=0&filter[entity_type]=leads&filter[entity_id][]=${leadId}`,
    );
    expect(open.body._embedded.tasks).toMatchObject([{ id: late.id, result: [], task_type_id: 1 }]);
    expect((await api('GET', `/api/v4/tasks/${soon.id}`)).body.result).toEqual({ text: 'Дозвонились' });
    const feed = (await api('GET', '/api/v4/events?filter[entity]=task')).body._embedded.events;
    expect(feed.map((one: { type: string }) => one.type)).toEqual([
      'task_result_added',
      'task_completed',
      'task_added',
      'task_added',
    ]);
  });

  it('finds the tasks of a card by its id and type, or by the switch by its id alone', async () => {
    const [{ id }] = (await api('POST', '/api/v4/contacts', [{}])).body._embedded.contacts;
    await api('POST', '/api/v4/tasks', [
      { text: 'x', complete_till: 1, entity_id: id, entity_type: 'contacts' },
    ]);
    const query = `/api/v4/tasks?filter[entity_id]=${id}`;
    expect((await api('GET', query)).status).toBe(400);
    expect((await api('GET', `${query}&filter[entity_type]=contacts`)).status).toBe(200);
    expect((await api('GET', `${query}&filter[entity_type]=leads`)).status).toBe(204);
    await sandbox.control('PATCH', 'accounts/tasks', { features: { task_entity_filter: 'any_type' } });
    expect((await api('GET', query)).body._embedded.tasks).toHaveLength(1);
  });

  it('refuses tasks without text, deadline or a known card', async () => {
    const bad = await api('POST', '/api/v4/tasks', [
      {},
      { text: 'x', complete_till: 1, entity_id: 5, entity_type: 'leads', task_type_id: 99 },
    ]);
    expect(bad.body['validation-errors']).toMatchObject([
      { request_id: '0', errors: [{ code: 'FieldMissing', path: 'text' }, { path: 'complete_till' }] },
      { request_id: '1', errors: [{ path: 'task_type_id' }, { path: 'entity_id' }] },
    ]);
  });

  it('lists no subscribers of a lead, and 404 without the lead', async () => {
    const [{ id }] = (await api('POST', '/api/v4/leads', [{}])).body._embedded.leads;
    expect((await api('GET', `/api/v4/leads/${id}/subscriptions`)).status).toBe(204);
    expect((await api('GET', '/api/v4/leads/5/subscriptions')).body.detail).toBe('Lead not found');
  });

  const act = async (action: string, body: object, subdomain = 'talks'): Promise<Json> =>
    (await sandbox.control('POST', 'actions', { action, subdomain, ...body })).body;
  const talkIds = async (to: Api, query = ''): Promise<number[]> =>
    (await to('GET', `/api/v4/talks${query}`)).body?._embedded.talks.map((one: Json) => one.talk_id) ?? [];

  it('lists talks by the filters of clients, page by page', async () => {
    const { api: to } = await sandbox.account({ subdomain: 'talks' });
    expect((await to('GET', '/api/v4/talks')).status).toBe(204);
    const write = (clientId: string): Promise<Json> =>
      act('chat.write', { text: 'т', clientId, name: clientId });
    const [first, second, third] = [await write('a'), await write('b'), await write('c')];
    await act('chat.close', { talkId: second.talkId });
    const all = [first.talkId, second.talkId, third.talkId];
    const { body } = await to('GET', '/api/v4/talks?limit=2');
    expect(Object.keys(body)).toEqual(['_page', '_links', '_embedded']);
    expect(body._links.next.href).toMatch(/talks\?limit=2&page=2$/);
    expect(withoutLinkQueries(body._embedded.talks[0])).toEqual(
      (await to('GET', `/api/v4/talks/${first.talkId}`)).body,
    );
    for (const [query, found] of [
      ['', all],
      ['?limit=2&page=2', [third.talkId]],
      [`?filter[talk_id][]=${first.talkId}&filter[talk_id][]=${third.talkId}`, [first.talkId, third.talkId]],
      [`?filter[contact_id]=${second.contactId}`, [second.talkId]],
      [`?filter[entity_id]=${third.leadId}&filter[entity_type]=lead`, [third.talkId]],
      [`?filter[entity_id][0]=${third.leadId}&filter[entity_type][0]=lead`, [third.talkId]],
      [`?filter[entity_id]=${third.leadId}&filter[entity_type]=customer`, []],
      [`?filter[entity_id]=${third.leadId}`, all],
      ['?filter[only_in_work]=1', [first.talkId, third.talkId]],
      ['?filter[only_in_work]=false', [first.talkId, third.talkId]],
    ] as const)
      expect([query, await talkIds(to, query)]).toEqual([query, found]);
  });

  it('shows a talk to those who may see its contact', async () => {
    const rights = { contacts: { view: 'D' } };
    const users = [
      { name: 'А', isAdmin: true },
      { name: 'Б', rights },
    ];
    const made = await sandbox.account({ subdomain: 'seen', users });
    const granted = { subdomain: 'seen', userId: made.users[1]?.id };
    const token: string = (await sandbox.control('POST', 'tokens', granted)).body.accessToken;
    const other = { host: 'seen.amocrm.ru', token };
    const { talkId } = await act('chat.write', { text: 'т', name: 'К' }, 'seen');
    for (const [method, path, admin, manager] of [
      ['GET', '', 200, 204],
      ['GET', `/${talkId}`, 200, 403],
      ['POST', `/${talkId}/close`, 202, 403],
    ] as const) {
      expect([path, (await sandbox.call(method, `/api/v4/talks${path}`, other)).status]).toEqual([
        path,
        manager,
      ]);
      expect([path, (await made.api(method, `/api/v4/talks${path}`)).status]).toEqual([path, admin]);
    }
  });

  it.each([
    ['GET', 'talks/5/messages', 501],
    ['POST', 'talks/5/messages', 405],
    ['POST', 'talks/5/send_message', 501],
    ['GET', 'talks/5/send_message', 405],
    ['POST', 'talks', 405],
    ['GET', 'catalogs/products/settings', 501],
    ['PATCH', 'catalogs/products/settings', 501],
    ['POST', 'catalogs/products/settings', 405],
    ['GET', 'amma/agents', 501],
    ['DELETE', 'amma/agents', 405],
    ['DELETE', 'amma/agents/b1f2c3d4-0000-4a5b-8c9d-000000000001', 501],
    ['PUT', 'catalogs/5/6/files', 501],
    ['GET', 'nothing', 404],
  ] as const)('says of what is left out that it is left out: %s %s', async (method, path, status) => {
    const answer = await api(method, `/api/v4/${path}`, method === 'GET' ? undefined : {});
    expect([answer.status, answer.headers['content-type']]).toEqual([status, 'application/problem+json']);
    if (status === 501) expect(answer.body.detail).toContain(`(${method} /api/v4/${path})`);
  });

  it('knows no talks and answers customers by their mode', async () => {
    expect((await api('GET', '/api/v4/talks/5')).status).toBe(404);
    expect((await api('GET', '/api/v4/customers')).status).toBe(426);
    const none = await sandbox.account({ subdomain: 'none', features: { customersMode: 'unavailable' } });
    expect((await none.api('POST', '/api/v4/customers', [{}])).status).toBe(425);
    const some = await sandbox.account({ subdomain: 'some', features: { customersMode: 'segments' } });
    expect((await some.api('GET', '/api/v4/customers/1/notes')).status).toBe(501);
    const removed = await some.api('DELETE', '/api/v4/customers/1/transactions/2');
    expect([removed.status, removed.body.detail]).toEqual([
      501,
      'Not emulated: customer transactions (/api/v4/customers/1/transactions/2)',
    ]);
  });
});
