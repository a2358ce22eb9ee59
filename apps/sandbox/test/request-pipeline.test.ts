import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noFaults } from '../src/http/faults.js';
import { startTestSandbox, type Api, type TestSandbox } from './call-sandbox.js';

describe('the way of a request', () => {
  let sandbox: TestSandbox;
  let api: Api;
  let host: string;
  let token: string;
  let folder: string;
  let count = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
    sandbox = await startTestSandbox({ rateLimit: true, tlsPort: 0, folder });
  });
  afterAll(async () => {
    await sandbox.close();
    await rm(folder, { recursive: true });
  });
  afterEach(() => {
    sandbox.sandbox.faults = noFaults;
  });

  async function fresh(
    features: Record<string, unknown> = { rateLimit: false },
    users?: unknown[],
  ): Promise<number[]> {
    count += 1;
    const made = await sandbox.account({ subdomain: `way${count}`, features, users });
    ({ api, accessToken: token } = made);
    host = `way${count}.amocrm.ru`;
    return made.users.map((user) => user.id);
  }

  it('answers 401 to strangers, bad tokens and www', async () => {
    await fresh();
    for (const options of [
      { host },
      { host, token: 'x' },
      { host: 'nobody.amocrm.ru', token },
      { host: 'www.amocrm.ru', token },
    ]) {
      const { status, body } = await sandbox.call('GET', '/api/v4/leads', options);
      expect(status).toBe(401);
      expect(body).toEqual({
        title: 'Unauthorized',
        type: 'https://httpstatus.es/401',
        status: 401,
        detail: 'Invalid user name or password',
      });
    }
    expect(
      (await sandbox.call('GET', '/api/v4/account', { host: host.replace('.ru', '.com'), token })).status,
    ).toBe(200);
  });

  it('answers 404, 405, 501, 402 and 204', async () => {
    await fresh();
    expect((await api('GET', '/api/v4/nothing')).body.detail).toBe(
      `Cannot GET https://${host}/api/v4/nothing`,
    );
    expect((await api('DELETE', '/api/v4/leads')).body).toMatchObject({
      status: 405,
      detail: 'Method Not Allowed',
    });
    expect((await api('GET', '/api/v2/salesbot/run')).status).toBe(405);
    expect((await api('GET', '/api/v2/salesbot/other')).status).toBe(501);
    expect((await api('GET', '/api/v4/sources')).body).toMatchObject({
      status: 501,
      title: 'Not Implemented',
    });
    expect(await api('GET', '/api/v4/leads')).toMatchObject({ status: 204, body: null });
    expect(await api('GET', '/api/v4/leads/1')).toMatchObject({ status: 204, body: null });
    await fresh({ paid: false });
    expect((await api('GET', '/api/v4/leads')).body).toMatchObject({
      status: 402,
      detail: 'Payment required',
    });
  });

  it('refuses empty bodies, text that is no JSON and more than 250 items', async () => {
    await fresh();
    const empty = await api('POST', '/api/v4/leads');
    expect(empty).toMatchObject({ status: 400, body: { detail: 'Request data can not be empty' } });
    expect((await api('POST', '/api/v4/leads', [])).status).toBe(400);
    expect((await api('POST', '/api/v4/leads', '{')).status).toBe(400);
    const many = await api(
      'POST',
      '/api/v4/leads',
      Array.from({ length: 251 }, () => ({})),
    );
    expect(many).toMatchObject({ status: 422, body: { detail: 'Limit 250 per page' } });
  });

  it('takes JSON that calls itself a form, as curl sends it', async () => {
    await fresh();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const made = await api('POST', '/api/v4/leads', [{ name: 'Curl' }], headers);
    expect(made).toMatchObject({ status: 200, body: { _embedded: { leads: [{ request_id: '0' }] } } });
  });

  it('pages with next, prev and 204 past the end', async () => {
    await fresh();
    await api(
      'POST',
      '/api/v4/leads',
      Array.from({ length: 7 }, (_, index) => ({ name: `L${index}` })),
    );
    const first = await api('GET', '/api/v4/leads?limit=3&order[id]=desc');
    expect(first.body._page).toBe(1);
    expect(first.body._embedded.leads[0].name).toBe('L6');
    expect(first.body._links.next.href).toBe(`https://${host}/api/v4/leads?limit=3&order[id]=desc&page=2`);
    const last = await api('GET', '/api/v4/leads?limit=3&page=3');
    expect(last.body._embedded.leads).toHaveLength(1);
    expect(last.body._links.next).toBeUndefined();
    expect((await api('GET', '/api/v4/leads?limit=3&page=4')).status).toBe(204);
    const twice = await api('GET', '/api/v4/leads?page=1&page=2&limit=3');
    expect(twice.body._links.next.href).toBe(`https://${host}/api/v4/leads?page=3&limit=3`);
    const fields = await api('GET', '/api/v4/contacts/custom_fields?limit=2');
    expect(fields.body).toMatchObject({ _total_items: 3, _page: 1, _page_count: 2 });
  });

  it('lets ordinary users read but not configure, and acts as another user on request', async () => {
    const [, manager] = await fresh({ rateLimit: false }, [
      { name: 'Админ', isAdmin: true },
      { name: 'Менеджер', isAdmin: false },
    ]);
    const as = { 'x-context-user-id': String(manager) };
    expect((await api('GET', '/api/v4/account', undefined, as)).body.current_user_id).toBe(manager);
    expect((await api('POST', '/api/v4/leads/pipelines', [{}], as)).status).toBe(403);
    expect((await api('GET', '/api/v4/account', undefined, { 'x-context-user-id': '1' })).status).toBe(401);
  });

  it('allows seven calls in a second, then 429, then blocks with an HTML 403', async () => {
    await fresh({ rateLimitBlockAfter: 2 });
    const replies = await Promise.all(Array.from({ length: 8 }, () => api('GET', '/api/v4/account')));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(7);
    expect(replies.find(({ status }) => status === 429)?.body).toMatchObject({
      title: 'Too Many Requests',
      detail: 'You have sent too many requests in a given amount of time. Please try again later.',
      retry_after: 300,
    });
    await api('GET', '/api/v4/account');
    const blocked = await api('GET', '/api/v4/account');
    expect(blocked.status).toBe(403);
    expect(blocked.headers['content-type']).toContain('text/html');
  });

  it('keeps a journal with both times', async () => {
    await fresh();
    const since = Date.now() - 1;
    await api('GET', '/api/v4/account?with=version');
    await api('GET', '/api/v4/nothing');
    const { body } = await sandbox.control('GET', `requests?subdomain=${host.split('.')[0]}&since=${since}`);
    expect(body).toHaveLength(2);
    expect(body[0]).toMatchObject({ method: 'GET', path: '/api/v4/account?with=version', status: 200 });
    expect(body[1].status).toBe(404);
    expect(body[0].answeredAt).toBeGreaterThanOrEqual(body[0].receivedAt);
  });

  it('can hold an answer after the work is done, replace one, and cut the connection', async () => {
    await fresh();
    let release = (): void => undefined;
    const wait = new Promise<void>((resolve) => (release = resolve));
    sandbox.sandbox.faults = {
      ...noFaults,
      after: ({ method }) => (method === 'POST' ? { wait, then: 'cut' } : null),
    };
    const lost = api('POST', '/api/v4/leads', [{ name: 'Held' }]).catch((error: unknown) => error);
    while ([...sandbox.sandbox.accounts.get(`way${count}`)!.leads].length === 0)
      await api('GET', '/api/v4/account');
    release();
    expect(await lost).toMatchObject({ code: 'ECONNRESET' });
    sandbox.sandbox.faults = {
      ...noFaults,
      before: () => ({ then: { status: 504, body: 'Gateway', type: 'text/html' } }),
    };
    expect((await api('GET', '/api/v4/leads')).status).toBe(504);
  });

  it('speaks TLS with a certificate that its own CA vouches for', async () => {
    await fresh();
    const ca = (await sandbox.control('GET', 'ca.pem')).body as string;
    const port = new URL(sandbox.tlsUrl!).port;
    const status = await new Promise((resolve, reject) => {
      const options = {
        host: '127.0.0.1',
        port,
        ca,
        servername: host,
        path: '/api/v4/account',
        agent: false as const,
      };
      https
        .get({ ...options, headers: { host, authorization: `Bearer ${token}` } }, (response) => {
          response.resume();
          resolve(response.statusCode);
        })
        .on('error', reject);
    });
    expect(status).toBe(200);
  });

  it('saves its state, forgets it and loads it again', async () => {
    await fresh();
    await api('POST', '/api/v4/leads', [{ name: 'Kept' }]);
    const file = 'state.json';
    expect((await sandbox.control('POST', 'save', { file })).status).toBe(200);
    expect((await sandbox.control('POST', 'reset')).status).toBe(204);
    expect((await api('GET', '/api/v4/leads')).status).toBe(401);
    expect((await sandbox.control('POST', 'load', { file })).status).toBe(200);
    expect((await api('GET', '/api/v4/leads')).body._embedded.leads[0].name).toBe('Kept');
  });
});
