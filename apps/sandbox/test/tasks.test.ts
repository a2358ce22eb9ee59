import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestSandbox, type Api, type TestSandbox } from './call-sandbox.js';

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

  it('knows no talks and answers customers by their mode', async () => {
    expect((await api('GET', '/api/v4/talks/5')).status).toBe(404);
    expect((await api('GET', '/api/v4/customers')).status).toBe(426);
    const none = await sandbox.account({ subdomain: 'none', features: { customersMode: 'unavailable' } });
    expect((await none.api('POST', '/api/v4/customers', [{}])).status).toBe(425);
    const some = await sandbox.account({ subdomain: 'some', features: { customersMode: 'segments' } });
    expect((await some.api('GET', '/api/v4/customers/1/notes')).status).toBe(501);
  });
});
