import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestSandbox, type Reply, type TestSandbox } from './call-sandbox.js';

describe('accounts of the control API', () => {
  let sandbox: TestSandbox;

  beforeAll(async () => {
    sandbox = await startTestSandbox();
  });
  afterAll(() => sandbox.close());

  const make = (body: unknown): Promise<Reply> => sandbox.control('POST', 'accounts', body);
  const pathsOf = ({ body }: Reply): unknown[] =>
    body['validation-errors']?.[0].errors.map((one: { path: string }) => one.path) ?? [];

  it('takes every optional part and shows it in the account', async () => {
    const made = await make({
      subdomain: 'full',
      name: 'Полный',
      timezone: 'Asia/Yekaterinburg',
      language: 'ru',
      users: [
        { name: 'Анна', email: 'anna@full.example', isAdmin: true },
        { name: 'Борис', groupId: 7, rights: { leads: { view: 'G', edit: 'M' } } },
        { name: 'Вера', rights: { is_admin: false, is_free: true, role_id: null } },
      ],
      features: { apiFilter: true, rateLimitPerIntegration: 3, field_patch_status: 200 },
    });
    expect(made.status).toBe(201);
    expect(made.body.users).toEqual([
      expect.objectContaining({ name: 'Анна', email: 'anna@full.example', isAdmin: true, groupId: null }),
      expect.objectContaining({ name: 'Борис', isAdmin: false, groupId: 7 }),
      expect.objectContaining({ name: 'Вера', isAdmin: false }),
    ]);
    const { body } = await sandbox.call('GET', '/api/v4/users?with=group', {
      host: 'full.amocrm.ru',
      token: made.body.accessToken,
    });
    const [, boris, vera] = body._embedded.users;
    expect(boris.rights).toMatchObject({
      leads: { view: 'G', edit: 'M', add: 'A' },
      contacts: { view: 'A' },
      group_id: 7,
    });
    expect(boris._embedded.groups).toEqual([{ id: 7, name: 'Отдел 7' }]);
    expect(vera.rights.is_free).toBe(true);
    const listed = (await sandbox.control('GET', 'accounts')).body;
    expect(listed.find((one: { subdomain: string }) => one.subdomain === 'full')).toMatchObject({
      id: made.body.id,
      name: 'Полный',
      timezone: 'Asia/Yekaterinburg',
      language: 'ru',
    });
  });

  it('makes an account with one admin from a subdomain alone, and refuses it twice', async () => {
    const made = await make({ subdomain: 'Bare' });
    expect([made.status, made.body.subdomain, made.body.users]).toEqual([
      201,
      'bare',
      [expect.objectContaining({ isAdmin: true })],
    ]);
    const again = await make({ subdomain: 'bare' });
    expect([again.status, again.body.detail]).toEqual([409, 'Account bare exists']);
    expect((await sandbox.control('DELETE', 'accounts/bare')).status).toBe(204);
    expect((await sandbox.control('DELETE', 'accounts/bare')).status).toBe(404);
    expect((await make({ subdomain: 'bare' })).status).toBe(201);
  });

  it.each([
    [{}, ['subdomain']],
    [{ subdomain: 5 }, ['subdomain']],
    [{ subdomain: 'a b' }, ['subdomain']],
    [{ subdomain: 'www' }, ['subdomain']],
    [{ subdomain: 'x', subDomain: 'y' }, ['subDomain']],
    [{ subdomain: 'x', name: 5, timezone: 'Mars/Base', language: false }, ['name', 'language']],
    [{ subdomain: 'x', timezone: 'Mars/Base' }, ['timezone']],
    [{ subdomain: 'x', topLevelDomain: 'example.com' }, ['topLevelDomain']],
    [{ subdomain: 'x', users: { first: 1 } }, ['users']],
    [{ subdomain: 'x', users: [{ email: 'a@b.example' }] }, ['users.0.name']],
    [
      { subdomain: 'x', users: [{ name: 'A', isAdmin: 'yes', admin: true }] },
      ['users.0.isAdmin', 'users.0.admin'],
    ],
    [
      { subdomain: 'x', users: [{ name: 'A', rights: { leads: { view: 'X' } } }] },
      ['users.0.rights.leads.view'],
    ],
    [{ subdomain: 'x', features: [1] }, ['features']],
    [
      { subdomain: 'x', features: { nonsense: 1, apiFilter: 'on' } },
      ['features.nonsense', 'features.apiFilter'],
    ],
    [{ subdomain: 'x', features: { customersMode: 'maybe' } }, ['features.customersMode']],
    [
      { subdomain: 'x', features: { field_patch_status: 202, unknown_keys: 'some' } },
      ['features.field_patch_status', 'features.unknown_keys'],
    ],
    [{ subdomain: 'x', integration: { kind: 'secret', uri: 'a' } }, ['integration.kind', 'integration.uri']],
    [{ subdomain: 'x', integration: { redirectUri: 'nowhere' } }, ['integration.redirectUri']],
  ])('refuses %j and names %j', async (body, paths) => {
    const refused = await make(body);
    expect([refused.status, pathsOf(refused)]).toEqual([400, paths]);
    expect((await sandbox.control('DELETE', 'accounts/x')).status).toBe(404);
  });

  it('changes name, zone and features of an account by the same rules', async () => {
    await make({ subdomain: 'later' });
    const change = (body: unknown): Promise<Reply> => sandbox.control('PATCH', 'accounts/later', body);
    expect(pathsOf(await change({ timezone: 'x' }))).toEqual(['timezone']);
    expect(pathsOf(await change({ features: { api_author: 'me' }, users: [] }))).toEqual(['users']);
    expect(pathsOf(await change({ features: { api_author: 'me' } }))).toEqual(['features.api_author']);
    const { status, body } = await change({ name: 'Позже', features: { api_author: 'robot' } });
    expect([status, body.name, body.features.api_author]).toEqual([200, 'Позже', 'robot']);
  });

  it('blocks an account and lets it go again', async () => {
    const { accessToken: token } = (await make({ subdomain: 'blocked' })).body;
    const seen = (): Promise<Reply> =>
      sandbox.call('GET', '/api/v4/account', { host: 'blocked.amocrm.ru', token });
    const blocked = await sandbox.control('PATCH', 'accounts/blocked', { blocked: true });
    expect([blocked.status, blocked.body.blocked]).toEqual([200, true]);
    const refused = await seen();
    expect([refused.status, refused.headers['content-type']]).toEqual([403, 'text/html; charset=utf-8']);
    const letGo = await sandbox.control('PATCH', 'accounts/blocked', { blocked: false });
    expect([letGo.body.blocked, (await seen()).status]).toEqual([false, 200]);
  });

  it('names a new account’s things in English when its language is not Russian', async () => {
    const { accessToken: token } = (
      await make({ subdomain: 'kommo', language: 'en', topLevelDomain: 'kommo.com' })
    ).body;
    const api = (path: string): Promise<Reply> =>
      sandbox.call('GET', path, { host: 'kommo.kommo.com', token });
    const [pipeline] = (await api('/api/v4/leads/pipelines')).body._embedded.pipelines;
    expect(pipeline._embedded.statuses.map((one: { name: string }) => one.name)).toEqual([
      'Incoming leads',
      'Initial contact',
      'Discussions',
      'Decision making',
      'Contract discussion',
      'Closed - won',
      'Closed - lost',
    ]);
    expect(pipeline._links.self.href).toBe(`https://kommo.kommo.com/api/v4/leads/pipelines/${pipeline.id}`);
    const account = (await api('/api/v4/account?with=task_types,users_groups')).body;
    expect(account._embedded.task_types.map((one: { name: string }) => one.name)).toEqual([
      'Follow-up',
      'Meeting',
    ]);
    expect(account._embedded.users_groups[0].name).toBe('Sales');
    const fields = (await api('/api/v4/contacts/custom_fields')).body._embedded.custom_fields;
    expect(fields.map((one: { name: string }) => one.name)).toEqual(['Position', 'Phone', 'Email']);
  });
});
