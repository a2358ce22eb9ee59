import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { startTestSandbox, type NewAccountReply, type TestSandbox } from '../../sandbox/test/call-sandbox.js';
import { startGateway, type TestGateway } from './start-gateway.js';

const publicUrl = 'https://hub.example';
const integration = {
  clientId: '11111111-1111-4111-8111-111111111111',
  clientSecret: 'public-secret-of-the-hub',
  redirectUri: `${publicUrl}/api/v1/oauth/callback`,
};
let sandbox: TestSandbox;
let gateway: TestGateway;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  gateway = await startGateway({
    PUBLIC_URL: publicUrl,
    AMOCRM_CONNECT_TO: sandbox.url,
    AMOCRM_INTEGRATION_ID: integration.clientId,
    AMOCRM_INTEGRATION_SECRET: integration.clientSecret,
  });
});
afterAll(async () => {
  await gateway.stop();
  await sandbox.close();
});

async function register(subdomain: string): Promise<{ amo: NewAccountReply; accountId: string }> {
  const users = [{ name: 'Анна', email: 'anna@example.ru' }];
  const amo = await sandbox.account({ subdomain, integration, users });
  const body = { subdomain, name: subdomain, roles: ['branch'], timeZone: 'Europe/Moscow' };
  const made = await gateway.api('post', '/accounts').send(body).expect(201);
  return { amo, accountId: String(made.body.accountId) };
}

it('the bare address leads to the documents', async () => {
  const answer = await request(gateway.service.url).get('/').expect(302);
  expect(answer.headers.location).toBe('/api/docs');
});

describe('after amoCRM’s consent page a browser gets a page', () => {
  const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
  const callback = (query: Record<string, string>, accept = browser) =>
    gateway
      .api('get', `/oauth/callback?${new URLSearchParams(query).toString()}`, '')
      .set('Accept', accept)
      .set('Accept-Language', 'ru');

  async function consent(subdomain: string) {
    const { amo, accountId } = await register(subdomain);
    const { body } = await gateway.api('post', `/accounts/${accountId}/connect-link`).expect(200);
    const state = new URL(String(body.link)).searchParams.get('state') ?? '';
    return { code: amo.authCode, referer: `${subdomain}.amocrm.ru`, state };
  }

  it('that says what was connected and what comes next', async () => {
    const { text, headers } = await callback(await consent('perm')).expect(200);
    expect(headers['content-type']).toMatch(/^text\/html; charset=utf-8/);
    expect(text).toContain('Аккаунт подключён');
    expect(text).toContain('perm.amocrm.ru');
    expect(text).toContain('Страницу можно закрыть');
  });

  it.each<[string, (good: Record<string, string>) => Record<string, string>, RegExp]>([
    ['refused', ({ state }) => ({ state: state!, error: 'access_denied' }), /доступ не разрешили/],
    ['forged', (good) => ({ ...good, state: 'forged' }), /Ссылка недействительна/],
    ['given with a code that amoCRM refuses', (good) => ({ ...good, code: 'wrong' }), /Аккаунт не подключён/],
    ['torn', () => ({ state: 'x'.repeat(2000) }), /Аккаунт не подключён/],
  ])('that says why a consent was %s, and what to do', async (name, change, words) => {
    const good = await consent(`omsk-${name.length}`);
    const { text, headers, status } = await callback(change(good));
    expect(status).toBeGreaterThanOrEqual(400);
    expect(headers['content-type']).toMatch(/^text\/html/);
    expect(text).toMatch(words);
    expect(text).toContain('Откройте ссылку подключения ещё раз');
  });

  it('and every other caller gets JSON', async () => {
    await callback({ error: 'access_denied' }, 'application/json').expect('content-type', /problem\+json/);
    await callback({ error: 'access_denied' }, '*/*').expect('content-type', /problem\+json/);
  });
});

describe('the ids of an account', () => {
  let accountId: string;
  let foreignId: string;
  let branchKey: string;

  beforeAll(async () => {
    const made = await register('tomsk');
    accountId = made.accountId;
    foreignId = (await register('tver')).accountId;
    const grant = { longLivedToken: made.amo.longLivedToken };
    await gateway.api('post', `/accounts/${accountId}/connect`).send(grant).expect(200);
    const field = { name: 'Регион', type: 'select', enums: [{ value: 'Томск', sort: 1 }] };
    const api = sandbox.call.bind(sandbox);
    await api('POST', '/api/v4/leads/custom_fields', {
      ...{ host: 'tomsk.amocrm.ru', token: made.amo.accessToken },
      body: [field],
    });
    const branch = await gateway.api('post', '/branches').send({ name: 'Томск', regions: [], accountId });
    const branchIds = [String(branch.body.branchId)];
    const key = await gateway.api('post', '/keys').send({ name: 'т', role: 'branch-admin', branchIds });
    branchKey = String(key.body.key);
  });

  it('are listed with names: pipelines with their stages, users, fields with their values', async () => {
    const pipelines = await gateway.api('get', `/accounts/${accountId}/pipelines`).expect(200);
    const [pipeline] = pipelines.body.items;
    expect(pipeline).toMatchObject({ id: expect.any(Number), name: expect.any(String), isMain: true });
    expect(pipeline.stages).toContainEqual({ id: 142, name: expect.any(String), isUnsorted: false });
    const users = await gateway.api('get', `/accounts/${accountId}/users`).expect(200);
    expect(users.body.items).toContainEqual({ id: expect.any(Number), name: 'Анна', isActive: true });
    expect(JSON.stringify(users.body)).not.toContain('@');
    const fields = await gateway.api('get', `/accounts/${accountId}/fields`).expect(200);
    const region = { entity: 'leads', name: 'Регион', values: [{ id: expect.any(Number), name: 'Томск' }] };
    expect(fields.body.items).toContainEqual(expect.objectContaining(region));
  });

  it.each(['pipelines', 'users', 'fields'])(
    '%s are for the branch’s own key, and for no other branch',
    async (what) => {
      await gateway.api('get', `/accounts/${accountId}/${what}`, branchKey).expect(200);
      await gateway.api('get', `/accounts/${foreignId}/${what}`, branchKey).expect(403);
      await gateway.api('get', `/accounts/${accountId}/${what}`, '').expect(401);
    },
  );

  it('of an account that is not connected are 422 with the reason', async () => {
    const { body } = await gateway.api('get', `/accounts/${foreignId}/pipelines`).expect(422);
    expect(body.detail).toMatch(/\S/);
  });
});
