import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  startTestSandbox,
  type Api,
  type NewAccountReply,
  type Reply,
  type TestSandbox,
} from './call-sandbox.js';

describe('account, short links, grants of ordinary users', () => {
  let sandbox: TestSandbox;
  let account: NewAccountReply & { api: Api };
  let api: Api;

  beforeAll(async () => {
    sandbox = await startTestSandbox();
    account = await sandbox.account({ subdomain: 'rest', users: [{ name: 'Менеджер' }] });
    ({ api } = account);
  });
  afterAll(() => sandbox.close());

  it('shows the base keys alone and everything else only when asked', async () => {
    const { body } = await api('GET', '/api/v4/account');
    for (const key of 'id name subdomain country current_user_id customers_mode is_unsorted_on is_loss_reason_enabled is_helpbot_enabled is_technical_account contact_name_display_order'.split(
      ' ',
    ))
      expect(body).toHaveProperty(key);
    const asked =
      'amojo_id uuid version drive_url is_api_filter_enabled entity_names invoices_settings'.split(' ');
    for (const key of asked) expect(body).not.toHaveProperty(key);
    expect(body).not.toHaveProperty('_embedded');
    const embedded = 'amojo_rights users_groups task_types datetime_settings'.split(' ');
    const full = (await api('GET', `/api/v4/account?with=${[...asked, ...embedded, 'unknown'].join(',')}`))
      .body;
    for (const key of asked) expect(full).toHaveProperty(key);
    expect(Object.keys(full._embedded)).toEqual(embedded);
    expect(full._links).toEqual({ self: { href: 'https://rest.amocrm.ru/api/v4/account' } });
    expect(full._embedded.users_groups).toEqual([{ id: 0, name: 'Отдел продаж', uuid: null }]);
    expect(full._embedded.task_types.map((one: { code: string }) => one.code)).toEqual([
      'FOLLOW_UP',
      'MEETING',
    ]);
    expect(Object.keys(full._embedded.datetime_settings)).toEqual(
      'date_pattern short_date_pattern short_time_pattern date_format time_format timezone timezone_offset'.split(
        ' ',
      ),
    );
    expect(full.entity_names.leads.ru.plural_form.dative).toBe('сделкам');
  });

  it('changes features and switches of an account that is there', async () => {
    const { status, body } = await sandbox.control('PATCH', 'accounts/rest', {
      features: { apiFilter: true, field_patch_status: 200 },
    });
    expect([status, body.features.apiFilter, body.features.field_patch_status]).toEqual([200, true, 200]);
    expect((await api('GET', '/api/v4/account?with=is_api_filter_enabled')).body.is_api_filter_enabled).toBe(
      true,
    );
    expect((await sandbox.control('PATCH', 'accounts/rest', { features: { nonsense: 1 } })).status).toBe(400);
    expect((await sandbox.control('PATCH', 'accounts/none', {})).status).toBe(404);
  });

  it('shows task types and groups that a person made in the settings', async () => {
    const act = (action: string, body: object): Promise<Reply> =>
      sandbox.control('POST', 'actions', { action, subdomain: 'rest', ...body });
    const manager = account.users[1]?.id ?? 0;
    const { taskTypeId } = (await act('task-type.create', { name: 'Замер', color: 'ffdc7f' })).body;
    const { groupId } = (await act('group.create', { name: 'Внедрение', userIds: [manager] })).body;
    const { body } = await api('GET', '/api/v4/account?with=task_types,users_groups');
    expect(body._embedded.task_types.at(-1)).toEqual({
      id: taskTypeId,
      name: 'Замер',
      color: 'ffdc7f',
      icon_id: null,
      code: null,
    });
    expect(body._embedded.users_groups.at(-1)).toMatchObject({ id: groupId, name: 'Внедрение' });
    expect((await api('GET', `/api/v4/users/${manager}`)).body.rights.group_id).toBe(groupId);
    const task = { text: 'Замерить', complete_till: 1_900_000_000 };
    expect((await api('POST', '/api/v4/tasks', [{ ...task, task_type_id: taskTypeId }])).status).toBe(200);
    expect((await api('POST', '/api/v4/tasks', [{ ...task, task_type_id: 5 }])).status).toBe(400);
    const refused = await act('group.create', { name: 'x', userIds: [5] });
    expect([refused.status, refused.body['validation-errors'][0].errors[0].path]).toEqual([400, 'userIds.0']);
  });

  it('lists widgets that a person installed, switched off ones too', async () => {
    const act = (action: string, code: string): Promise<Reply> =>
      sandbox.control('POST', 'actions', { action, subdomain: 'rest', code });
    expect((await api('GET', '/api/v4/widgets')).status).toBe(204);
    await act('widget.install', 'telephony');
    await act('widget.install', 'calculator');
    await act('widget.remove', 'calculator');
    expect((await act('widget.remove', 'nothing')).status).toBe(400);
    const { widgets } = (await api('GET', '/api/v4/widgets')).body._embedded;
    expect(widgets).toMatchObject([
      { code: 'telephony', is_active_in_account: true },
      { code: 'calculator', is_active_in_account: false },
    ]);
    expect((await api('GET', '/api/v4/widgets/telephony')).body).toMatchObject({ id: widgets[0].id });
    expect((await api('GET', '/api/v4/widgets/nothing')).status).toBe(404);
  });

  it('makes short links with 200 and refuses unknown contacts', async () => {
    const [contact] = (await api('POST', '/api/v4/contacts', [{ name: 'x' }])).body._embedded.contacts;
    const metadata = { entity_type: 'contacts', entity_id: contact.id };
    const made = await api('POST', '/api/v4/short_links', [{ url: 'https://site.example/a', metadata }]);
    expect(made.status).toBe(200);
    expect(made.body._embedded.short_links).toEqual([
      {
        url: expect.stringMatching(/^https:\/\/amo\.sh\//),
        metadata,
        account_id: account.id,
        request_id: '0',
      },
    ]);
    const bad = { url: 'nowhere', metadata: { ...metadata, entity_id: 1 } };
    const refused = await api('POST', '/api/v4/short_links', [bad]);
    expect(refused.body['validation-errors'][0].errors.map((one: { path: string }) => one.path)).toEqual([
      'url',
      'metadata.entity_id',
    ]);
    const many = Array.from({ length: 251 }, () => ({ url: 'https://site.example' }));
    expect((await api('POST', '/api/v4/short_links', many)).body).toMatchObject({
      status: 422,
      detail: 'Limit 250 per page',
    });
  });

  it('says in words what is not emulated', async () => {
    for (const [method, path] of [
      ['POST', '/api/v4/widgets/telephony'],
      ['GET', '/api/v4/sources'],
      ['POST', '/api/v4/chats/templates'],
      ['GET', '/api/v4/website_buttons'],
    ] as const) {
      const { status, body } = await api(method, path);
      expect([status, body.detail]).toEqual([501, expect.stringContaining('Not emulated: ')]);
    }
  });

  it.each([
    ['GET', '/api/v2/account'],
    ['POST', '/api/v2/leads'],
    ['GET', '/api/v3/leads/1/notes/2'],
    ['GET', '/api/v1/salesbot/list/all'],
    ['POST', '/private/api/v2/json/leads/set'],
    ['GET', '/private/notes/edit2.php'],
    ['GET', '/api/unsorted/list'],
  ])('knows that %s %s is amoCRM’s, and does not emulate it', async (method, path) => {
    const { status, body } = await api(method, path);
    expect([status, body.title, body.detail]).toEqual([
      501,
      'Not Implemented',
      expect.stringContaining(`(${method} ${path})`),
    ]);
  });

  it.each([
    ['GET', '/ajax/v4/bots/?limit=100'],
    ['POST', '/ajax/v2/salesbot/'],
    ['POST', '/ajax/leads/multiple/change_status/'],
    ['PUT', '/ajax/v3/inbox/1'],
  ])('lets no token of an integration into %s %s', async (method, path) => {
    const { status, body } = await api(method, path);
    expect([status, body.title, body.detail]).toEqual([403, 'Forbidden', 'private API']);
  });

  it('lets the grant of an ordinary user die with the user, that of an admin live on', async () => {
    const host = 'rest.amocrm.ru';
    const grantOf = async (userId: number | undefined): Promise<Reply['body']> =>
      (await sandbox.control('POST', 'tokens', { subdomain: 'rest', userId })).body;
    const refresh = (token: string): Promise<Reply> =>
      sandbox.call('POST', '/oauth2/access_token', {
        host,
        body: {
          client_id: account.clientId,
          client_secret: account.clientSecret,
          grant_type: 'refresh_token',
          refresh_token: token,
          redirect_uri: account.redirectUri,
        },
      });
    const [admin, manager] = account.users;
    const grant = await grantOf(manager?.id);
    const other = (
      await api('POST', '/api/v4/users', [{ name: 'Второй', email: 'b@rest.example', password: 'Secret1' }])
    ).body;
    const [{ id: secondId }] = other._embedded.users;
    expect((await grantOf(secondId)).refreshToken).toBeDefined();
    const removed = { removedUserId: manager?.id, heirId: admin?.id };
    await sandbox.control('POST', 'actions', { action: 'user.remove', subdomain: 'rest', ...removed });
    const refused = await refresh(grant.refreshToken);
    expect([refused.status, refused.body.hint]).toEqual([401, 'Token has been revoked']);
    expect((await refresh((await grantOf(admin?.id)).refreshToken)).status).toBe(200);
  });

  it('goes to another address with its tokens, and leaves the former one to nobody', async () => {
    const { accessToken: token, refreshToken } = await sandbox.account({ subdomain: 'former' });
    const rename = (to: string, subdomain = 'former') =>
      sandbox.control('POST', 'actions', { action: 'account.rename', subdomain, to });
    for (const wrong of ['www', 'Два слова']) expect((await rename(wrong)).status).toBe(400);
    expect((await rename('rest')).status).toBe(409);
    expect((await rename('present')).body).toEqual({ subdomain: 'present' });
    const ask = async (host: string) => sandbox.call('GET', '/api/v4/account', { host, token });
    expect((await ask('former.amocrm.ru')).status).toBe(401);
    expect((await ask('present.amocrm.ru')).body).toMatchObject({ subdomain: 'present' });
    const { body } = await sandbox.call('GET', '/oauth2/account/current/subdomain', {
      ...{ host: 'api-b.amocrm.ru', headers: { 'x-refresh-token': refreshToken } },
    });
    expect(body).toMatchObject({ subdomain: 'present', domain: 'present.amocrm.ru' });
  });

  it('finds the domain on the www host by access token, and not once the integration is off', async () => {
    const host = 'www.amocrm.ru';
    const ask = (): Promise<Reply> =>
      sandbox.call('GET', '/oauth2/account/subdomain', { host, token: account.accessToken });
    expect((await ask()).body).toMatchObject({ subdomain: 'rest', domain: 'rest.amocrm.ru' });
    const installation = sandbox.sandbox.accounts.get('rest')?.installations.get(account.clientId);
    if (installation) installation.enabled = false;
    expect((await ask()).status).toBe(401);
    expect((await api('GET', '/api/v4/account')).status).toBe(401);
    const headers = { 'x-refresh-token': account.refreshToken };
    const current = await sandbox.call('GET', '/oauth2/account/current/subdomain', { host, headers });
    expect(current.status).toBe(401);
  });
});
