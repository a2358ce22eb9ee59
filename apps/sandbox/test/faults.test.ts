import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  startTestSandbox,
  type Api,
  type NewAccountReply,
  type Reply,
  type TestSandbox,
} from './call-sandbox.js';
import { until } from './hook-receiver.js';

describe('faults on request', () => {
  let sandbox: TestSandbox;
  let account: NewAccountReply;
  let api: Api;
  let subdomain: string;
  let count = 0;

  beforeAll(async () => {
    sandbox = await startTestSandbox();
  });
  afterAll(() => sandbox.close());
  afterEach(() => sandbox.control('DELETE', 'faults'));
  beforeEach(async () => {
    count += 1;
    subdomain = `faults${count}`;
    const made = await sandbox.account({ subdomain, users: [{ name: 'Менеджер' }] });
    account = made;
    ({ api } = made);
  });

  const fault = async (body: object): Promise<string> => {
    const made = await sandbox.control('POST', 'faults', { subdomain, ...body });
    expect(made.status).toBe(201);
    return made.body.id;
  };
  const leads = (): number => sandbox.sandbox.accounts.get(subdomain)!.leads.size;
  const failure = (call: Promise<unknown>): Promise<{ code?: string }> =>
    call.then(
      () => ({}),
      (error: unknown) => error as { code?: string },
    );

  it('answers a status with JSON or HTML, from the nth call on, so many times', async () => {
    const id = await fault({
      kind: 'status',
      status: 429,
      method: 'GET',
      path: '/api/v4/lea*',
      nth: 2,
      count: 2,
    });
    const statuses: number[] = [];
    for (let call = 0; call < 5; call += 1) statuses.push((await api('GET', '/api/v4/leads?limit=5')).status);
    expect(statuses).toEqual([204, 429, 429, 204, 204]);
    expect((await api('GET', '/api/v4/account')).status).toBe(200);
    const shown = (await sandbox.control('GET', `faults/${id}`)).body;
    expect(shown).toMatchObject({ matched: 5, hits: 2, holding: [] });
    await fault({ kind: 'status', status: 503, html: true });
    const html = await api('GET', '/api/v4/leads');
    expect(html.status).toBe(503);
    expect(html.headers['content-type']).toContain('text/html');
    await fault({ kind: 'status', status: 500 });
    expect((await api('GET', '/api/v4/leads')).body).toEqual({
      title: 'ErrInternalServer',
      status: 500,
      detail: 'Our team are probably already working on the elimination of the problem',
      trace_id: 'fault',
    });
    await fault({ kind: 'status', status: 504 });
    expect((await api('GET', '/api/v4/leads')).body).toMatchObject({ title: 'Gateway Timeout', status: 504 });
    await fault({ kind: 'status', status: 400, body: { detail: 'no' } });
    expect((await api('POST', '/api/v4/leads', [{}])).body).toEqual({ detail: 'no' });
    expect(leads()).toBe(0);
  });

  it('holds the nth answer, or the call before the work, until released', async () => {
    const before = await fault({
      kind: 'hold',
      method: 'POST',
      path: '/api/v4/leads',
      nth: 2,
      when: 'before',
    });
    await api('POST', '/api/v4/leads', [{ name: 'Один' }]);
    const held = api('POST', '/api/v4/leads', [{ name: 'Два' }]);
    const seen = await until(async () => (await sandbox.control('GET', `faults/${before}`)).body.holding[0]);
    expect(seen).toMatchObject({ subdomain, method: 'POST', path: '/api/v4/leads' });
    expect(leads()).toBe(1);
    expect((await sandbox.control('POST', `faults/${before}/release`)).body).toEqual({ released: 1 });
    expect((await held).status).toBe(200);
    expect((await sandbox.control('POST', `faults/${before}/release`)).status).toBe(409);

    const after = await fault({ kind: 'hold', method: 'POST' });
    const done = failure(api('POST', '/api/v4/leads', [{ name: 'Три' }]));
    await until(async () => (await sandbox.control('GET', `faults/${after}`)).body.holding.length === 1);
    expect(leads()).toBe(3);
    await sandbox.control('POST', `faults/${after}/release`, { then: 'reset' });
    expect((await done).code).toBe('ECONNRESET');
  });

  it('loses the answer of work that is done, cuts, and never answers', async () => {
    await fault({ kind: 'lost-answer', method: 'POST' });
    expect((await api('POST', '/api/v4/leads', [])).status).toBe(400);
    expect((await failure(api('POST', '/api/v4/leads', [{}]))).code).toBe('ECONNRESET');
    expect(leads()).toBe(1);
    await fault({ kind: 'lost-answer', how: 'status', method: 'POST' });
    expect((await api('POST', '/api/v4/leads', [{}])).status).toBe(504);
    expect(leads()).toBe(2);
    await fault({ kind: 'reset' });
    expect((await failure(api('POST', '/api/v4/leads', [{}]))).code).toBe('ECONNRESET');
    expect(leads()).toBe(2);
    const silent = await fault({ kind: 'timeout' });
    const never = failure(api('GET', '/api/v4/leads'));
    await until(async () => (await sandbox.control('GET', `faults/${silent}`)).body.holding.length === 1);
    await sandbox.control('DELETE', `faults/${silent}`);
    expect((await never).code).toBe('ECONNRESET');
    await fault({ kind: 'slow', ms: 30 });
    const started = performance.now();
    await api('GET', '/api/v4/account');
    expect(performance.now() - started).toBeGreaterThan(25);
  });

  it('revokes tokens, leaves the account unpaid, removes a user', async () => {
    await fault({ kind: 'account-unpaid' });
    expect((await api('GET', '/api/v4/leads')).status).toBe(402);
    expect((await api('GET', '/api/v4/account')).status).toBe(402);
    await sandbox.control('DELETE', 'faults');
    expect((await api('GET', '/api/v4/account')).status).toBe(200);
    const manager = account.users.find((user) => !user.isAdmin)!.id;
    await fault({ kind: 'user-removed', userId: manager });
    const sent = [{ responsible_user_id: manager }];
    expect((await api('POST', '/api/v4/leads', sent)).body['validation-errors'][0].errors[0].path).toBe(
      'responsible_user_id',
    );
    await fault({ kind: 'tokens-revoked', nth: 2 });
    expect((await api('GET', '/api/v4/account')).status).toBe(200);
    expect((await api('GET', '/api/v4/account')).status).toBe(401);
    expect((await api('GET', '/api/v4/account')).status).toBe(401);
    const refresh = await sandbox.call('POST', '/oauth2/access_token', {
      host: `${subdomain}.amocrm.ru`,
      body: {
        client_id: account.clientId,
        client_secret: account.clientSecret,
        grant_type: 'refresh_token',
        refresh_token: account.refreshToken,
        redirect_uri: account.redirectUri,
      },
    });
    expect(refresh).toMatchObject({ status: 401, body: { hint: 'Token has been revoked' } });
  });

  it('leads from a full last page to a 204', async () => {
    await api('POST', '/api/v4/leads', [{}, {}]);
    await fault({ kind: 'empty-next-page', path: '/api/v4/leads' });
    const { body } = await api('GET', '/api/v4/leads?limit=2');
    const next = new URL(body._links.next.href);
    expect((await api('GET', next.pathname + next.search)).status).toBe(204);
  });

  it('edits the true answer, once there is a place for it', async () => {
    const id = await fault({
      kind: 'edit',
      path: '/api/v4/*',
      count: 2,
      edit: [{ path: '_embedded.users.last.name', value: null }],
    });
    expect((await api('GET', '/api/v4/leads')).status).toBe(204);
    expect((await api('GET', '/api/v4/account')).body.name).toBe(subdomain);
    const names = async (): Promise<unknown[]> =>
      (await api('GET', '/api/v4/users')).body._embedded.users.map((one: { name: unknown }) => one.name);
    expect(await names()).toEqual([expect.any(String), null]);
    expect(await names()).toEqual([expect.any(String), null]);
    expect(await names()).toEqual([expect.any(String), 'Менеджер']);
    expect((await sandbox.control('GET', `faults/${id}`)).body).toMatchObject({ hits: 2, matched: 3 });

    await api('POST', '/api/v4/leads', [{ name: 'А' }]);
    await fault({
      kind: 'edit',
      path: '/api/v4/events',
      edit: [{ path: '_embedded.events.last._embedded', remove: true }],
    });
    const [event] = (await api('GET', '/api/v4/events')).body._embedded.events;
    expect(event).toMatchObject({ type: 'lead_added' });
    expect(event).not.toHaveProperty('_embedded');
    const [again] = (await api('GET', '/api/v4/events')).body._embedded.events;
    expect(again).toHaveProperty('_embedded');
  });

  it('answers a full list empty once, with 204 or with no rows', async () => {
    await api('POST', '/api/v4/leads', [{ name: 'А' }]);
    const list = (): Promise<Reply> => api('GET', '/api/v4/leads');
    await fault({ kind: 'status', status: 204, method: 'GET', path: '/api/v4/leads' });
    expect(await list()).toMatchObject({ status: 204, body: null });
    await fault({ kind: 'edit', path: '/api/v4/leads', edit: [{ path: '_embedded.leads', value: [] }] });
    expect(await list()).toMatchObject({ status: 200, body: { _page: 1, _embedded: { leads: [] } } });
    expect((await list()).body._embedded.leads).toHaveLength(1);
  });

  it('refuses once with 403, as a problem or as a page', async () => {
    await fault({ kind: 'status', status: 403 });
    const problem = await api('GET', '/api/v4/account');
    expect(problem.headers['content-type']).toBe('application/problem+json');
    expect(problem.body).toMatchObject({ status: 403, title: 'Forbidden', detail: 'Forbidden' });
    expect((await api('GET', '/api/v4/account')).status).toBe(200);
    await fault({ kind: 'status', status: 403, html: true });
    const page = await api('GET', '/api/v4/account');
    expect(page.headers['content-type']).toContain('text/html');
    expect([page.status, page.body]).toEqual([403, expect.stringContaining('403 Forbidden')]);
    expect((await api('GET', '/api/v4/account')).status).toBe(200);
  });

  it('hits a share of the calls, the same ones for the same seed', async () => {
    const run = async (): Promise<number[]> => {
      const id = await fault({ kind: 'status', status: 500, share: 0.5, seed: 7 });
      const statuses: number[] = [];
      for (let call = 0; call < 20; call += 1) statuses.push((await api('GET', '/api/v4/account')).status);
      await sandbox.control('DELETE', `faults/${id}`);
      return statuses;
    };
    const first = await run();
    expect(first).toContain(500);
    expect(first).toContain(200);
    expect(await run()).toEqual(first);
  });

  it('lets a call that waited undone happen when it goes on, with what is true by then', async () => {
    const [a, b] = (await api('POST', '/api/v4/leads', [{ name: 'А' }, { name: 'Б' }])).body._embedded.leads;
    const held = { kind: 'hold', when: 'before', method: 'PATCH', path: `/api/v4/leads/${a.id}` };
    const id = await fault({ ...held, count: 2 });
    const waits = (): Promise<boolean> =>
      sandbox.control('GET', `faults/${id}`).then(({ body }) => body.holding.length === 1);
    const first = api('PATCH', `/api/v4/leads/${a.id}`, { price: 1 });
    await until(waits);
    await sandbox.control('POST', 'clock', { advanceMs: 60_000 });
    const second = await api('PATCH', `/api/v4/leads/${b.id}`, { price: 2 });
    await sandbox.control('POST', `faults/${id}/release`, {});
    expect((await first).body.updated_at).toBeGreaterThanOrEqual(second.body.updated_at);
    const { events } = (await api('GET', '/api/v4/events?filter[type]=sale_field_changed')).body._embedded;
    expect(events.map((one: { entity_id: number }) => one.entity_id)).toEqual([a.id, b.id]);
    const [newest, older] = events.map((one: { created_at: number }) => one.created_at);
    expect(newest).toBeGreaterThanOrEqual(older);
    const third = api('PATCH', `/api/v4/leads/${a.id}`, { price: 3 });
    await until(waits);
    await fault({ kind: 'tokens-revoked' });
    await api('GET', '/api/v4/account');
    await sandbox.control('POST', `faults/${id}/release`, {});
    expect((await third).status).toBe(401);
  });

  it('refuses bad faults and names the field', async () => {
    for (const [body, path] of [
      [{}, 'kind'],
      [{ kind: 'explode' }, 'kind'],
      [{ kind: 'status' }, 'status'],
      [{ kind: 'status', status: 500, nth: 0 }, 'nth'],
      [{ kind: 'status', status: 500, share: 2 }, 'share'],
      [{ kind: 'status', status: 500, pathRegExp: '(' }, 'pathRegExp'],
      [{ kind: 'hold', wait: 1 }, 'wait'],
      [{ kind: 'edit' }, 'edit'],
      [{ kind: 'edit', edit: [{ path: 'a' }] }, 'edit.0.value'],
      [{ kind: 'edit', edit: [{ value: 1 }] }, 'edit.0.path'],
    ] as const) {
      const refused = await sandbox.control('POST', 'faults', body);
      expect(refused.status).toBe(400);
      expect(refused.body['validation-errors'][0].errors[0].path).toBe(path);
    }
    expect((await sandbox.control('GET', 'faults/9999')).status).toBe(404);
  });
});
