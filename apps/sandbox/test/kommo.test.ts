import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestSandbox, type Api, type TestSandbox } from './call-sandbox.js';
import { startHookReceiver, until, type HookReceiver } from './hook-receiver.js';

/** What Kommo's pages say where amoCRM's say otherwise. */
describe('an account under kommo.com', () => {
  let sandbox: TestSandbox;
  let receiver: HookReceiver;
  let api: Api;
  let subdomain: string;
  let token: string;
  let folder: string;
  let count = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sandbox-kommo-'));
    sandbox = await startTestSandbox({ rateLimit: true, folder });
    receiver = await startHookReceiver();
  });
  afterAll(async () => {
    await sandbox.close();
    await receiver.close();
    await rm(folder, { recursive: true });
  });
  const newAccount = async (features: object, topLevelDomain = 'kommo.com'): Promise<Api> => {
    count += 1;
    subdomain = `kommo${count}`;
    const made = await sandbox.account({ subdomain, topLevelDomain, features });
    token = made.accessToken;
    return made.api;
  };
  beforeEach(async () => {
    api = await newAccount({ rateLimit: false });
  });

  it.each([
    ['kommo.com', {}, { removed: 200, patched: 200, group: 201, hook: 200 }],
    ['amocrm.ru', {}, { removed: 204, patched: 201, group: 400, hook: 201 }],
    ['amocrm.com', {}, { removed: 204, patched: 201, group: 400, hook: 201 }],
    [
      'kommo.com',
      {
        pipeline_delete_status: 204,
        field_patch_status: 201,
        group_sort_required: true,
        webhook_post_status: 201,
      },
      { removed: 204, patched: 201, group: 400, hook: 201 },
    ],
  ] as const)('of %s with %j answers its own statuses', async (domain, switches, statuses) => {
    api = await newAccount({ rateLimit: false, ...switches }, domain);
    const stages = { statuses: [{ name: 'Э', sort: 10 }] };
    const pipeline = { name: 'П', sort: 2, is_main: false, is_unsorted_on: true, _embedded: stages };
    const [{ id }] = (await api('POST', '/api/v4/leads/pipelines', [pipeline])).body._embedded.pipelines;
    const removed = await api('DELETE', `/api/v4/leads/pipelines/${id}`);
    expect([removed.status, removed.body]).toEqual([statuses.removed, statuses.removed === 200 ? {} : null]);
    const fields = (await api('GET', '/api/v4/leads/custom_fields')).body._embedded.custom_fields;
    const patched = await api('PATCH', `/api/v4/leads/custom_fields/${fields[0].id}`, { name: 'Н' });
    const many = await api('PATCH', '/api/v4/leads/custom_fields', [{ id: fields[0].id, name: 'Н' }]);
    expect([patched.status, many.status]).toEqual([statuses.patched, statuses.patched]);
    expect((await api('POST', '/api/v4/leads/custom_fields/groups', [{ name: 'Г' }])).status).toBe(
      statuses.group,
    );
    const hook = { destination: 'http://127.0.0.1:9/x', settings: ['add_lead'] };
    expect((await api('POST', '/api/v4/webhooks', hook)).status).toBe(statuses.hook);
  });

  it('sends hooks of stages again when they were not taken', async () => {
    receiver.answer = () => 500;
    const [pipeline] = (await api('GET', '/api/v4/leads/pipelines')).body._embedded.pipelines;
    const statusId = pipeline._embedded.statuses[1].id;
    const destination = `${receiver.url}/dp`;
    await sandbox.control('POST', 'triggers', { subdomain, pipelineId: pipeline.id, statusId, destination });
    await api('POST', '/api/v4/leads', [{ status_id: statusId }]);
    for (let tries = 1; tries <= 4; tries += 1)
      await sandbox.control('POST', 'deliveries/flush', { subdomain });
    expect(receiver.received.filter(({ path }) => path === '/dp')).toHaveLength(4);
    const [delivery] = (await sandbox.control('GET', `deliveries?subdomain=${subdomain}`)).body;
    expect([delivery.tries.length, delivery.state]).toEqual([4, 'failed']);
  });

  it('sends what asks a widget once', async () => {
    receiver.answer = () => 500;
    const ask = { handler: 'widget_request', params: { url: `${receiver.url}/bot` } };
    const code = [{ question: [ask] }];
    const bot = { subdomain, action: 'bot.paste', name: 'B', code };
    const { botId } = (await sandbox.control('POST', 'actions', bot)).body;
    const [{ id }] = (await api('POST', '/api/v4/leads', [{}])).body._embedded.leads;
    await api('POST', `/api/v4/bots/${botId}/run`, { entity_id: id, entity_type: 'leads' });
    const state = async (): Promise<string> =>
      (await sandbox.control('GET', `deliveries?subdomain=${subdomain}`)).body[0].state;
    expect(await until(async () => (await state()) !== 'sending' && (await state()))).toBe('failed');
  });

  it('pauses hooks of stages for five minutes after more than a hundred bad answers', async () => {
    receiver.answer = () => 500;
    const [pipeline] = (await api('GET', '/api/v4/leads/pipelines')).body._embedded.pipelines;
    const statusId = pipeline._embedded.statuses[1].id;
    const destination = `${receiver.url}/pause`;
    await sandbox.control('POST', 'triggers', { subdomain, pipelineId: pipeline.id, statusId, destination });
    const lead = { status_id: statusId };
    const deliveries = async (): Promise<{ state: string; tries: unknown[] }[]> =>
      (await sandbox.control('GET', `deliveries?subdomain=${subdomain}`)).body;
    await api(
      'POST',
      '/api/v4/leads',
      Array.from({ length: 101 }, () => lead),
    );
    await until(async () => (await deliveries()).every(({ tries }) => tries.length === 1));
    receiver.answer = () => 200;
    await api('POST', '/api/v4/leads', [lead]);
    expect((await deliveries()).at(-1)).toMatchObject({ state: 'waiting', tries: [] });
    await sandbox.control('POST', 'clock', { advanceMs: 5 * 60_000 });
    await until(async () => (await deliveries()).at(-1)?.state === 'delivered');
  });

  it('keeps such a pause in a saved state', async () => {
    receiver.answer = () => 500;
    const [pipeline] = (await api('GET', '/api/v4/leads/pipelines')).body._embedded.pipelines;
    const lead = { status_id: pipeline._embedded.statuses[1].id };
    const destination = `${receiver.url}/saved`;
    await sandbox.control('POST', 'triggers', {
      ...{ subdomain, pipelineId: pipeline.id, statusId: lead.status_id, destination },
    });
    const leads = Array.from({ length: 101 }, () => lead);
    await api('POST', '/api/v4/leads', leads);
    const tried = async (): Promise<{ tries: unknown[] }[]> =>
      (await sandbox.control('GET', `deliveries?subdomain=${subdomain}`)).body;
    await until(async () => (await tried()).every(({ tries }) => tries.length === 1));
    const file = 'paused.json';
    expect((await sandbox.control('POST', 'save', { file })).status).toBe(200);
    const other = await startTestSandbox({ folder });
    try {
      await other.control('POST', 'load', { file });
      const host = `${subdomain}.kommo.com`;
      await other.call('POST', '/api/v4/leads', { host, token, body: [lead] });
      const rows = (await other.control('GET', `deliveries?subdomain=${subdomain}`)).body;
      expect(rows).toHaveLength(102);
      expect(rows.at(-1)).toMatchObject({ state: 'waiting', tries: [] });
    } finally {
      await other.close();
    }
  });

  it('has methods, keys and codes that amoCRM has not', async () => {
    const statusesOf = async (topLevelDomain: string): Promise<Record<string, number>> => {
      const call = await newAccount({ rateLimit: false }, topLevelDomain);
      const status = async (path: string, body: unknown): Promise<number> =>
        (await call('POST', `/api/v4/${path}`, body)).status;
      const user = { name: 'U', email: 'u@u.example', password: 'Secret1', lang: 'pt' };
      const hook = { destination: 'http://127.0.0.1:9/x', settings: ['add_outgoing_message'] };
      return {
        portuguese: await status('users', [user]),
        switching: await status('users/deactivate', [{ id: 1 }]),
        outgoing: await status('webhooks', hook),
        tracking: await status('contacts/custom_fields', [{ name: 'T', type: 'tracking_data' }]),
      };
    };
    const ofKommo = { portuguese: 201, switching: 400, outgoing: 200, tracking: 201 };
    expect(await statusesOf('kommo.com')).toEqual(ofKommo);
    const ofAmo = { portuguese: 400, switching: 404, outgoing: 400, tracking: 400 };
    expect(await statusesOf('amocrm.ru')).toEqual(ofAmo);
  });

  it('counts calls by address, over all its accounts and integrations', async () => {
    const one = await newAccount({});
    const other = await newAccount({});
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => (index % 2 ? one : other)('GET', '/api/v4/account')),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(7);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(3);
  });

  it('blocks the address, which lifting the block of one account frees', async () => {
    const one = await newAccount({ rateLimitBlockAfter: 2 });
    const blocked = subdomain;
    const other = await newAccount({});
    for (let call = 0; call < 12; call += 1) await one('GET', '/api/v4/account');
    expect((await other('GET', '/api/v4/account')).status).toBe(403);
    await sandbox.control('PATCH', `accounts/${blocked}`, { blocked: false });
    expect((await other('GET', '/api/v4/account')).status).not.toBe(403);
  });

  it('does not count the calls to an account', async () => {
    const one = await newAccount({ rateLimitPerIntegration: 1000, rateLimitPerAccount: 1 });
    for (let call = 0; call < 3; call += 1) expect((await one('GET', '/api/v4/account')).status).toBe(200);
  });

  it('names a lead that was given no name in its own language', async () => {
    for (const [language, name] of [
      ['ru', 'Сделка'],
      ['en', 'Lead'],
    ] as const) {
      subdomain = `named-${language}`;
      const account = await sandbox.account({ subdomain, language, features: { rateLimit: false } });
      const [{ id }] = (await account.api('POST', '/api/v4/leads', [{}])).body._embedded.leads;
      expect((await account.api('GET', `/api/v4/leads/${id}`)).body.name).toBe(`${name} #${id}`);
    }
  });

  it('lets administrators alone hang a chat on another lead', async () => {
    for (const [topLevelDomain, status] of [
      ['kommo.com', 403],
      ['amocrm.ru', 200],
    ] as const) {
      subdomain = `chats-${status}`;
      const users = [{ name: 'A', isAdmin: true }, { name: 'B' }];
      const made = await sandbox.account({
        subdomain,
        topLevelDomain,
        users,
        features: { rateLimit: false },
      });
      const seller = { 'x-context-user-id': String(made.users[1]?.id) };
      await sandbox.control('POST', 'actions', { subdomain, action: 'chat.write', text: 'Hi' });
      const [{ uid }] = (await made.api('GET', '/api/v4/leads/unsorted')).body._embedded.unsorted;
      const [lead] = (await made.api('POST', '/api/v4/leads', [{ name: 'Old' }])).body._embedded.leads;
      const body = { link: { entity_id: lead.id, entity_type: 'leads' } };
      const path = `/api/v4/leads/unsorted/${uid}/link`;
      expect((await made.api('POST', path, body, seller)).status).toBe(status);
    }
  });

  it('takes more than a hundred users by the plans that have no such limit', async () => {
    const users = Array.from({ length: 101 }, (_, index) => ({ name: `U${index}`, isAdmin: index === 0 }));
    const user = { name: 'One more', email: 'more@many.example', password: 'Secret1' };
    const statusOf = async (topLevelDomain: string, userActivation: boolean): Promise<number> => {
      count += 1;
      const features = { rateLimit: false, userActivation };
      const made = await sandbox.account({ subdomain: `many${count}`, topLevelDomain, users, features });
      return (await made.api('POST', '/api/v4/users', [user])).status;
    };
    expect(await statusOf('kommo.com', true)).toBe(201);
    expect(await statusOf('kommo.com', false)).toBe(403);
    expect(await statusOf('amocrm.ru', true)).toBe(403);
  });
});
