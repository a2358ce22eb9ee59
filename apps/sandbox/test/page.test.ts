import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestSandbox, type Reply, type TestSandbox } from './call-sandbox.js';

describe('the page for people', () => {
  let sandbox: TestSandbox;
  let leadId: number;

  beforeAll(async () => {
    sandbox = await startTestSandbox();
    const { api } = await sandbox.account({
      subdomain: 'page',
      name: 'Магазин',
      features: { superFields: true },
    });
    const fields = await api('POST', '/api/v4/leads/custom_fields', [{ name: 'Город', type: 'text' }]);
    const fieldId = fields.body._embedded.custom_fields[0].id;
    const leads = await api('POST', '/api/v4/leads/complex', [
      {
        name: 'Окна <b>',
        price: 500,
        custom_fields_values: [{ field_id: fieldId, values: [{ value: 'Омск' }] }],
        _embedded: { contacts: [{ name: 'Ольга' }] },
      },
    ]);
    leadId = leads.body[0].id;
    const task = { text: 'Позвонить', complete_till: 1_900_000_000, entity_id: leadId, entity_type: 'leads' };
    await api('POST', '/api/v4/tasks', [task]);
    await api('POST', '/api/v4/webhooks', { destination: 'http://127.0.0.1:9/x', settings: ['status_lead'] });
  });
  afterAll(() => sandbox.close());

  const get = (path: string): Promise<Reply> => sandbox.call('GET', path, { host: 'localhost' });

  it('is served whole from the sandbox', async () => {
    const page = await get('/');
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    const linked = [...String(page.body).matchAll(/(?:href|src)="(\/[^"]+)"/g)].map((match) => match[1]!);
    const seen = new Set<string>();
    const queue = [...linked];
    for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
      if (seen.has(path)) continue;
      seen.add(path);
      const file = await get(path);
      expect(file.status).toBe(200);
      for (const [, name] of String(file.body).matchAll(/from '\.\/([a-z-]+\.js)'/g))
        queue.push(`/__sandbox__/page/files/${name}`);
      expect(String(file.body)).not.toMatch(/https?:\/\//);
    }
    expect(seen.size).toBeGreaterThan(4);
    expect((await get('/__sandbox__/page/files/none.js')).status).toBe(404);
    expect((await get('/__sandbox__/page/files/..%2Fpage-routes.ts')).status).toBe(404);
  });

  it('shows accounts, and boards, tasks, fields, hooks and requests of the chosen one', async () => {
    const all = (await get('/__sandbox__/page/state')).body;
    expect(all.accounts).toEqual([
      { subdomain: 'page', name: 'Магазин', users: 1, leads: 1, contacts: 1, hooks: 1 },
    ]);
    expect(all.account).toBeNull();

    const { account, requests } = (await get('/__sandbox__/page/state?account=page')).body;
    const stage = account.pipelines[0].stages.find((one: { count: number }) => one.count === 1);
    expect(stage).toMatchObject({ sum: 500, leads: [{ id: leadId, contact: 'Ольга', openTasks: 1 }] });
    expect(account.tasks).toMatchObject([{ text: 'Позвонить', type: 'Связаться', done: false, leadId }]);
    expect(account.fields.map((field: { name: string }) => field.name)).toContain('Город');
    const source = account.fields.find((field: { code: string }) => field.code === 'UTM_SOURCE');
    expect(source.group).toBe('Статистика');
    expect(requests.map((row: { path: string }) => row.path)).toContain('/api/v4/leads/complex');
    const later = await get(`/__sandbox__/page/state?account=page&after=${requests.at(-1).seq}`);
    expect(later.body.requests).toEqual([]);
  });

  it('opens a lead, and sees it moved by a person with the hook that told of it', async () => {
    const { account } = (await get('/__sandbox__/page/state?account=page')).body;
    const statusId = account.pipelines[0].stages[2].id;
    await sandbox.control('POST', 'actions', { action: 'lead.move', subdomain: 'page', leadId, statusId });
    const lead = (await get(`/__sandbox__/page/leads/page/${leadId}`)).body;
    expect(lead).toMatchObject({
      stage: account.pipelines[0].stages[2].name,
      fields: [{ name: 'Город', values: ['Омск'] }],
      contacts: [{ name: 'Ольга' }],
    });
    expect(lead.events[0]).toMatchObject({ type: 'lead_status_changed', author: 'Администратор' });
    const [hook] = (await get('/__sandbox__/page/state?account=page')).body.account.hooks;
    expect(hook.deliveries).toMatchObject([{ event: 'status_lead' }]);
    expect((await get('/__sandbox__/page/leads/page/1')).status).toBe(404);
    expect((await get('/__sandbox__/page/leads/nobody/1')).status).toBe(404);
  });
});
