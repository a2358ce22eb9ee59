import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestSandbox, type Api, type NewAccountReply, type TestSandbox } from './call-sandbox.js';
import { startHookReceiver, until, type HookReceiver } from './hook-receiver.js';

const minuteMs = 60_000;

describe('webhooks', () => {
  let sandbox: TestSandbox;
  let receiver: HookReceiver;
  let account: NewAccountReply;
  let api: Api;
  let subdomain: string;
  let count = 0;

  beforeAll(async () => {
    sandbox = await startTestSandbox();
    receiver = await startHookReceiver();
  });
  afterAll(async () => {
    await sandbox.close();
    await receiver.close();
  });
  beforeEach(async () => {
    count += 1;
    subdomain = `hooks${count}`;
    const made = await sandbox.account({ subdomain, name: 'Хуки' });
    ({ api } = made);
    account = made;
    receiver.received = [];
    receiver.answer = () => 200;
  });

  const destination = (): string => `${receiver.url}/${subdomain}`;
  const subscribe = (...settings: string[]) =>
    api('POST', '/api/v4/webhooks', { destination: destination(), settings });
  const addLead = async (lead: object = { name: 'Первая' }): Promise<number> =>
    (await api('POST', '/api/v4/leads', [lead])).body._embedded.leads[0].id;

  it('subscribes, replaces, lists, filters and removes', async () => {
    expect((await api('GET', '/api/v4/webhooks')).status).toBe(204);
    const sent = { destination: destination(), settings: ['add_lead', 'status_lead'], sort: 10 };
    const made = await api('POST', '/api/v4/webhooks', sent);
    expect(made.status).toBe(201);
    expect(Object.keys(made.body)).toEqual([
      'id',
      'destination',
      'created_at',
      'updated_at',
      'account_id',
      'created_by',
      'sort',
      'disabled',
      'settings',
    ]);
    expect(made.body.sort).toBe(1);
    const again = await subscribe('update_lead');
    expect(again.body).toMatchObject({ id: made.body.id, settings: ['update_lead'] });
    const listed = await api(
      'GET',
      `/api/v4/webhooks?filter[destination]=${encodeURIComponent(destination())}`,
    );
    expect(listed.body).toMatchObject({ _total_items: 1, _embedded: { webhooks: [{ id: made.body.id }] } });
    expect((await api('DELETE', '/api/v4/webhooks', { destination: destination() })).status).toBe(204);
    expect((await api('DELETE', '/api/v4/webhooks', { destination: destination() })).status).toBe(404);
  });

  it('refuses bad destinations, unknown codes and the 101st hook', async () => {
    for (const body of [
      { destination: 'ftp://x', settings: ['add_lead'] },
      { destination: 'https://почта.рф/', settings: ['add_lead'] },
      { destination: 'https://a.example/', settings: ['explode_lead'] },
      { destination: 'https://a.example/', settings: ['restore_customer'] },
      { settings: ['add_lead'] },
      { destination: 'https://a.example/', settings: 'add_lead' },
      { destination: 'https://a.example/', settings: [] },
      { destination: 'https://a.example/', settings: ['add_lead'], disabled: true },
    ]) {
      expect((await api('POST', '/api/v4/webhooks', body)).status).toBe(400);
    }
    for (let index = 0; index < 100; index += 1) {
      const body = { destination: `https://a.example/${index}`, settings: ['add_talk'] };
      expect((await api('POST', '/api/v4/webhooks', body)).status).toBe(201);
    }
    expect((await subscribe('add_lead')).status).toBe(422);
  });

  it('sends form bodies with the account first and the names of v2', async () => {
    await subscribe('add_lead', 'update_lead', 'status_lead');
    const field = (
      await api('POST', '/api/v4/leads/custom_fields', [{ name: 'Город', type: 'text', code: 'CITY' }])
    ).body._embedded.custom_fields[0];
    const id = await addLead({
      name: 'Первая сделка',
      custom_fields_values: [{ field_id: field.id, values: [{ value: 'Томск' }] }],
    });
    const hook = await until(() => receiver.received[0]);
    expect(hook.headers).toMatchObject({
      'user-agent': 'amoCRM-Webhooks/3.0',
      'content-type': 'application/x-www-form-urlencoded',
      'accept-encoding': 'gzip',
    });
    expect(hook.headers['x-amocrm-requestid']).toMatch(/^[0-9a-f-]{36}$/);
    expect(hook.text).toMatch(/^account%5Bsubdomain%5D=/);
    expect(hook.body.account).toMatchObject({ subdomain, id: String(account.id) });
    expect(hook.body.leads.add[0]).toMatchObject({
      id: String(id),
      name: 'Первая сделка',
      account_id: String(account.id),
      custom_fields: { 0: { id: String(field.id), code: 'CITY', values: { 0: { value: 'Томск' } } } },
    });
    receiver.received = [];
    const before = (await api('GET', `/api/v4/leads/${id}`)).body.status_id;
    await api('PATCH', `/api/v4/leads/${id}`, { status_id: 142 });
    await until(() => receiver.received.length === 2);
    for (const { body } of receiver.received) {
      const [item] = Object.values(body.leads as Record<string, Record<string, object>>);
      expect(item![0]).toMatchObject({ id: String(id), status_id: '142', old_status_id: String(before) });
    }
  });

  it('sends the leads of one call together, or one by one', async () => {
    await subscribe('add_lead');
    await api('POST', '/api/v4/leads', [{ name: 'A' }, { name: 'B' }]);
    const hook = await until(() => receiver.received[0]);
    expect(Object.keys(hook.body.leads.add)).toEqual(['0', '1']);
    const { api: each } = await sandbox.account({
      subdomain: `${subdomain}b`,
      features: { webhook_grouping: 'item' },
    });
    await each('POST', '/api/v4/webhooks', { destination: destination(), settings: ['add_lead'] });
    await each('POST', '/api/v4/leads', [{ name: 'A' }, { name: 'B' }]);
    await until(() => receiver.received.length === 3);
    for (const { body } of receiver.received.slice(1)) expect(Object.keys(body.leads.add)).toEqual(['0']);
  });

  it('sends what two calls change apart, however close they come', async () => {
    const id = await addLead();
    await subscribe('update_lead');
    const request = (body: object): string => {
      const text = JSON.stringify(body);
      const head = [
        `PATCH /api/v4/leads/${id} HTTP/1.1`,
        `Host: ${subdomain}.amocrm.ru`,
        `Authorization: Bearer ${account.accessToken}`,
        `Content-Length: ${Buffer.byteLength(text)}`,
      ];
      return `${head.join('\r\n')}\r\n\r\n${text}`;
    };
    const socket = connect(Number(new URL(sandbox.url).port), '127.0.0.1');
    socket.resume();
    socket.write(request({ name: 'Вторая' }) + request({ price: 7 }));
    await until(() => receiver.received.length === 2);
    socket.destroy();
    const prices = receiver.received.map(({ body }) => body.leads.update);
    expect(prices.map((items) => Object.keys(items))).toEqual([['0'], ['0']]);
    expect(prices.map((items) => items[0].price).sort()).toEqual(['0', '7']);
  });

  it('sends the hooks of a write with half a character, which no form can encode', async () => {
    await subscribe('add_lead');
    expect(await addLead({ name: '\ud800' })).toEqual(expect.any(Number));
    const hook = await until(() => receiver.received[0]);
    expect(hook.body.leads.add[0].name).toBe('\ufffd');
  });

  it('sends nothing for a PATCH that changes nothing', async () => {
    await subscribe('update_lead', 'status_lead', 'responsible_lead');
    const id = await addLead({ name: 'Та же', price: 5 });
    await api('PATCH', `/api/v4/leads/${id}`, { name: 'Та же', price: 5 });
    await api('PATCH', `/api/v4/leads/${id}`, { name: 'Другая' });
    await until(() => receiver.received.length > 0);
    expect((await sandbox.control('GET', `deliveries?subdomain=${subdomain}`)).body).toHaveLength(1);
  });

  it('retries after 5 and 15 minutes, twice more for a server fault', async () => {
    await subscribe('add_lead');
    receiver.answer = () => 503;
    await addLead();
    const tries = async (wanted: number): Promise<void> => {
      await until(async () => {
        const [one] = (await sandbox.control('GET', `deliveries?subdomain=${subdomain}`)).body;
        return one.tries.length === wanted && one.state !== 'sending';
      });
    };
    await tries(1);
    for (const [index, minutes] of [5, 15, 15, 60].entries()) {
      await sandbox.control('POST', 'clock', { advanceMs: minutes * minuteMs - 1000 });
      expect(receiver.received).toHaveLength(index + 1);
      await sandbox.control('POST', 'clock', { advanceMs: 1000 });
      await tries(index + 2);
    }
    const [one] = (await sandbox.control('GET', `deliveries?subdomain=${subdomain}`)).body;
    expect(one.state).toBe('failed');
  });

  it('gives up after three tries on a 404 and counts a silent receiver as no answer', async () => {
    await subscribe('add_lead');
    receiver.answer = () => null;
    await addLead();
    const readDelivery = async () =>
      (await sandbox.control('GET', `deliveries?subdomain=${subdomain}`)).body[0];
    await until(async () => (await readDelivery()).tries.length === 1);
    expect((await readDelivery()).tries[0].status).toBe(0);
    receiver.answer = () => 404;
    await sandbox.control('POST', 'deliveries/flush', { subdomain });
    expect((await sandbox.control('POST', 'deliveries/flush', { subdomain })).body).toEqual({
      delivered: 0,
      failed: 1,
    });
    expect(await readDelivery()).toMatchObject({ state: 'failed' });
  });

  it('switches a hook off after more than a hundred bad answers in two hours', async () => {
    await subscribe('add_lead');
    receiver.answer = () => 400;
    const hook = async () => (await api('GET', '/api/v4/webhooks')).body._embedded.webhooks[0];
    // A flush sends the earlier ones again: 26, 52 and 78 bad answers.
    for (const disabled of [false, false, true]) {
      await sandbox.control('POST', 'deliveries/hold', { subdomain });
      for (let lead = 0; lead < 26; lead += 1) await addLead();
      await sandbox.control('POST', 'deliveries/flush', { subdomain });
      expect((await hook()).disabled).toBe(disabled);
    }
    receiver.received = [];
    await addLead();
    await sandbox.control('POST', 'deliveries/flush', { subdomain });
    expect(receiver.received).toEqual([]);
  });

  it('loses, doubles, delays and reorders hooks on request', async () => {
    await subscribe('add_lead');
    const ids = (): string[] => receiver.received.map(({ body }) => body.leads.add[0].id);
    await sandbox.control('POST', 'faults', { kind: 'webhook-lost', subdomain });
    await addLead();
    await sandbox.control('POST', 'faults', { kind: 'webhook-doubled', subdomain, event: 'add_lead' });
    const doubled = await addLead();
    await until(() => receiver.received.length === 2);
    expect(ids()).toEqual([String(doubled), String(doubled)]);
    await sandbox.control('POST', 'faults', { kind: 'webhook-reordered', subdomain, ms: minuteMs });
    const first = await addLead();
    const second = await addLead();
    await until(() => receiver.received.length === 4);
    expect(ids().slice(2)).toEqual([String(second), String(first)]);
    await sandbox.control('POST', 'faults', { kind: 'webhook-late', subdomain, ms: minuteMs });
    const late = await addLead();
    const next = await addLead();
    await until(() => receiver.received.length === 5);
    expect(ids()[4]).toBe(String(next));
    await sandbox.control('POST', 'clock', { advanceMs: minuteMs });
    await until(() => receiver.received.length === 6);
    expect(ids()[5]).toBe(String(late));
  });
});
