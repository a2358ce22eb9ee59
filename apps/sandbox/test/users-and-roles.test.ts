import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  startTestSandbox,
  type Api,
  type NewAccountReply,
  type Reply,
  type TestSandbox,
} from './call-sandbox.js';

const letters = (letter: string): Record<string, string> => ({
  view: letter,
  edit: letter,
  add: letter === 'D' ? 'D' : 'A',
  delete: letter,
  export: letter,
});

describe('users, roles and rights that bite', () => {
  let sandbox: TestSandbox;
  let account: NewAccountReply & { api: Api };
  let api: Api;
  let count = 0;

  beforeAll(async () => {
    sandbox = await startTestSandbox();
  });
  afterAll(() => sandbox.close());

  async function fresh(more: Record<string, unknown> = {}): Promise<void> {
    count += 1;
    account = await sandbox.account({ subdomain: `users${count}`, ...more });
    ({ api } = account);
  }

  const refusals = ({ status, body }: Reply): unknown[] => {
    expect(status).toBe(400);
    return body['validation-errors'].flatMap((item: { errors: { code: string; path: string }[] }) =>
      item.errors.map(({ code, path }) => `${code} ${path}`),
    );
  };

  /** Calls the API with a token this user granted. */
  async function apiOf(userId: number): Promise<Api> {
    const made = await sandbox.control('POST', 'tokens', { subdomain: account.subdomain, userId });
    expect(made.status).toBe(201);
    const token = made.body.accessToken;
    const host = `${account.subdomain}.amocrm.ru`;
    return (method, path, body) => sandbox.call(method, path, { host, token, body });
  }

  const person = { name: 'Иван Петров', email: 'ivan@branch.example', password: 'Secret1' };
  const rights = {
    leads: letters('M'),
    contacts: letters('A'),
    companies: letters('D'),
    tasks: { edit: 'A', delete: 'D' },
  };

  it('lists users with rights, groups and every `with`', async () => {
    await fresh();
    const { body } = await api('GET', '/api/v4/users?with=role,group,uuid,amojo_id,user_rank,phone_number');
    expect(body).toMatchObject({ _total_items: 1, _page: 1, _page_count: 1 });
    const [user] = body._embedded.users;
    expect(user).toMatchObject({
      lang: 'ru',
      rights: { is_admin: true, is_free: false, is_active: true, group_id: null, role_id: null },
      user_rank: null,
      phone_number: null,
      _embedded: { roles: [], groups: [] },
    });
    expect(user.uuid).toMatch(/^[0-9a-f-]{36}$/);
    const plain = (await api('GET', `/api/v4/users/${user.id}`)).body;
    expect(Object.keys(plain)).toEqual(['id', 'name', 'email', 'lang', 'rights', '_links']);
    expect((await api('GET', '/api/v4/users/5')).status).toBe(204);
  });

  it('adds users with 201, denies what is left out and the unsorted stages', async () => {
    await fresh();
    const [pipeline] = (await api('GET', '/api/v4/leads/pipelines')).body._embedded.pipelines;
    const { status, body } = await api('POST', '/api/v4/users', [
      { ...person, rights: { leads: { ...letters('A'), view: 'D' }, status_rights: null }, request_id: 'u' },
    ]);
    expect(status).toBe(201);
    expect(Object.keys(body)).toEqual(['_total_items', '_embedded']);
    expect(body._embedded.users[0]).toMatchObject({
      name: 'Иван Петров',
      request_id: 'u',
      lang: 'ru',
      rights: {
        leads: { view: 'D', edit: 'D', add: 'A', delete: 'D', export: 'D' },
        contacts: letters('D'),
        mail_access: false,
        catalog_access: false,
        is_admin: false,
        is_active: true,
        status_rights: [
          {
            entity_type: 'leads',
            pipeline_id: pipeline.id,
            status_id: pipeline._embedded.statuses[0].id,
            rights: { view: 'D', edit: 'D', delete: 'D' },
          },
        ],
      },
    });
  });

  it('validates names, passwords, addresses, rights, groups and roles', async () => {
    await fresh();
    const refused = await api('POST', '/api/v4/users', [
      { ...person, name: 'Ivan <b>', email: 'no', password: 'short' },
      { ...person, name: 'x'.repeat(51), email: 'a@b.example' },
      { ...person, email: 'c@b.example', password: 'nodigits' },
      { ...person, email: 'd@b.example', rights: { role_id: 7, group_id: 8, status_rights: [] } },
      { ...person, email: 'e@b.example', rights: { leads: { add: 'M', view: 'X' } } },
      {
        ...person,
        email: 'f@b.example',
        rights: { status_rights: [{ entity_type: 'leads', pipeline_id: 1, status_id: 142, rights: {} }] },
      },
      { name: 'x' },
    ]);
    expect(refusals(refused)).toEqual([
      'InvalidFormat name',
      'InvalidFormat email',
      'TooShort password',
      'TooLong name',
      'InvalidFormat password',
      'NotSupportedChoice rights.group_id',
      'NotSupportedChoice rights.role_id',
      'NotSupportedChoice rights.leads.view',
      'NotSupportedChoice rights.leads.add',
      'NotSupportedChoice rights.status_rights.0.pipeline_id',
      'FieldMissing email',
      'FieldMissing password',
    ]);
    const eleven = Array.from({ length: 11 }, (_, index) => ({ ...person, email: `u${index}@b.example` }));
    expect((await api('POST', '/api/v4/users', eleven)).status).toBe(400);
    expect((await api('POST', '/api/v4/users', [person])).status).toBe(201);
    expect(refusals(await api('POST', '/api/v4/users', [person]))).toEqual(['NotSupportedChoice email']);
  });

  it('does not check the stages in the rights of a user who has a role: the role alone counts', async () => {
    await fresh();
    const role = (await api('POST', '/api/v4/roles', [{ name: 'Роль' }])).body._embedded.roles[0];
    const status_rights = [{ entity_type: 'leads', pipeline_id: 1, status_id: 142, rights: {} }];
    const add = (rights: object) => api('POST', '/api/v4/users', [{ ...person, rights }]);
    expect(refusals(await add({ status_rights }))).toContain(
      'NotSupportedChoice rights.status_rights.0.pipeline_id',
    );
    expect((await add({ role_id: role.id, status_rights })).status).toBe(201);
  });

  it('gives a free user no rights, whatever was sent', async () => {
    await fresh();
    const status_rights = [{ entity_type: 'leads', pipeline_id: 999, status_id: 5, rights: { view: 'A' } }];
    const rights = { is_free: true, leads: letters('A'), status_rights };
    const { status, body } = await api('POST', '/api/v4/users', [{ ...person, rights }]);
    expect(status).toBe(201);
    const [user] = body._embedded.users;
    expect(user.rights.leads.view).toBe('D');
    expect(JSON.stringify(user.rights)).not.toContain('999');
  });

  it.each([
    ['spam.example.com', 400],
    ['www.spam', 400],
    ['И. Петров', 201],
    ['ivan@mail.example', 201],
  ])('takes no link as a name: %s', async (name, status) => {
    await fresh();
    expect((await api('POST', '/api/v4/users', [{ ...person, name }])).status).toBe(status);
  });

  it('keeps roles: 201, 202, 204, users of them, stage rights', async () => {
    await fresh();
    expect((await api('GET', '/api/v4/roles')).status).toBe(204);
    const made = await api('POST', '/api/v4/roles', { name: 'Менеджер', rights });
    expect(made.status).toBe(201);
    const [role] = made.body._embedded.roles;
    expect(Object.keys(role.rights)).not.toContain('is_admin');
    const [user] = (await api('POST', '/api/v4/users', [{ ...person, rights: { role_id: role.id } }])).body
      ._embedded.users;
    expect(user.rights).toMatchObject({ leads: rights.leads, role_id: role.id });
    const { body } = await api('GET', `/api/v4/roles/${role.id}?with=users`);
    expect(body._embedded).toEqual({ users: [user.id] });
    const [pipeline] = (await api('GET', '/api/v4/leads/pipelines')).body._embedded.pipelines;
    const lost = {
      entity_type: 'leads',
      pipeline_id: pipeline.id,
      status_id: 143,
      rights: { view: 'D', edit: 'A' },
    };
    const changed = await api('PATCH', `/api/v4/roles/${role.id}`, { rights: { status_rights: [lost] } });
    expect(changed.status).toBe(202);
    const unsorted = pipeline._embedded.statuses.find((one: { type: number }) => one.type === 1).id;
    const blind = { ...lost, rights: { view: 'D', edit: 'D' } };
    const denied = { ...lost, status_id: unsorted, rights: { view: 'D', edit: 'D', delete: 'D' } };
    expect(changed.body.rights.status_rights).toEqual([blind, denied]);
    const named = { ...denied, rights: { view: 'A', edit: 'A', delete: 'D' } };
    const both = { rights: { status_rights: [lost, named] } };
    const shown = (await api('PATCH', `/api/v4/roles/${role.id}`, both)).body.rights.status_rights;
    expect(shown).toEqual([blind, named]);
    const { subdomain } = account;
    const asSent = { features: { unsorted_stage_rights: 'as_sent' } };
    await sandbox.control('PATCH', `accounts/${subdomain}`, asSent);
    const bare = await api('PATCH', `/api/v4/roles/${role.id}`, { rights: { status_rights: [lost] } });
    expect(bare.body.rights.status_rights).toEqual([blind]);
    const seen = (await api('GET', `/api/v4/users/${user.id}`)).body.rights;
    expect(seen.status_rights).toEqual(bare.body.rights.status_rights);
    const emptied = await api('PATCH', `/api/v4/roles/${role.id}`, { rights: { status_rights: [] } });
    expect(emptied.body.rights.status_rights).toEqual([
      expect.objectContaining({ rights: { view: 'D', edit: 'D', delete: 'D' } }),
    ]);
    const foreign = {
      catalog_rights: [{ catalog_id: 1, rights: {} }],
      status_rights: [{ ...lost, status_id: 9 }],
    };
    expect(refusals(await api('PATCH', `/api/v4/roles/${role.id}`, { rights: foreign }))).toEqual([
      'NotSupportedChoice rights.status_rights.0.status_id',
      'NotSupportedChoice rights.catalog_rights.0.catalog_id',
    ]);
    expect((await api('PATCH', `/api/v4/roles/${role.id}`, {})).status).toBe(400);
    expect((await api('DELETE', `/api/v4/roles/${role.id}`)).status).toBe(204);
    expect((await api('GET', `/api/v4/roles/${role.id}`)).status).toBe(204);
    expect((await api('GET', `/api/v4/users/${user.id}`)).body.rights).toMatchObject({
      role_id: null,
      leads: rights.leads,
    });
  });

  it('lets rights bite: own leads only, denied stages hidden, configuration for admins only', async () => {
    await fresh();
    const [user] = (await api('POST', '/api/v4/users', [{ ...person, rights }])).body._embedded.users;
    const their = await apiOf(user.id);
    const [pipeline] = (await api('GET', '/api/v4/leads/pipelines')).body._embedded.pipelines;
    const [foreign] = (await api('POST', '/api/v4/leads', [{ name: 'foreign' }])).body._embedded.leads;
    const [own] = (await their('POST', '/api/v4/leads', [{ name: 'own' }])).body._embedded.leads;
    const seen = (await their('GET', '/api/v4/leads')).body._embedded.leads;
    expect(seen.map((lead: { id: number }) => lead.id)).toEqual([own.id]);
    expect((await their('PATCH', `/api/v4/leads/${foreign.id}`, { price: 1 })).status).toBe(403);
    for (const [method, path] of [
      ['GET', '/api/v4/users'],
      ['GET', '/api/v4/roles'],
      ['POST', '/api/v4/leads/pipelines'],
      ['POST', '/api/v4/leads/custom_fields'],
      ['DELETE', `/api/v4/leads/pipelines/${pipeline.id}`],
    ] as const) {
      const { status, headers, body } = await their(method, path, method === 'POST' ? [{}] : undefined);
      expect([status, body.title, headers['content-type']]).toEqual([
        403,
        'Forbidden',
        'application/problem+json',
      ]);
    }
    expect((await their('GET', '/api/v4/leads/pipelines')).status).toBe(200);
    expect((await their('GET', '/api/v4/account')).body.current_user_id).toBe(user.id);
  });

  it('lets rights bite where one write touches two cards', async () => {
    await fresh();
    const denied = { ...rights, contacts: letters('D'), companies: { ...letters('A'), add: 'D' } };
    const [user] = (await api('POST', '/api/v4/users', [{ ...person, rights: denied }])).body._embedded.users;
    const their = await apiOf(user.id);
    const idOf = async (call: Api, type: string, body: object): Promise<number> =>
      (await call('POST', `/api/v4/${type}`, [body])).body._embedded[type][0].id;
    const contact = await idOf(api, 'contacts', { name: 'К' });
    const company = await idOf(api, 'companies', { name: 'О' });
    const foreign = await idOf(api, 'leads', { name: 'Чужая' });
    const own = await idOf(their, 'leads', { name: 'Своя' });
    const to = (id: number, type: string): unknown[] => [{ to_entity_id: id, to_entity_type: type }];
    const complex = (embedded: object): unknown[] => [{ name: 'x', _embedded: embedded }];
    const form = (embedded: object): unknown[] => [
      { source_uid: 'u', source_name: 's', metadata: {}, _embedded: embedded },
    ];
    const task = { text: 't', complete_till: 1_900_000_000, entity_type: 'leads' };
    const cases: [string, unknown, number][] = [
      [`leads/${own}/link`, to(contact, 'contacts'), 403],
      [`leads/${own}/link`, to(company, 'companies'), 200],
      ['leads/complex', complex({ contacts: [{ name: 'Новый' }] }), 403],
      ['leads/complex', complex({ contacts: [{ id: contact }] }), 403],
      ['leads/complex', complex({ companies: [{ name: 'Новая' }] }), 403],
      ['leads/complex', complex({ companies: [{ id: company }] }), 200],
      ['leads', complex({ contacts: [{ id: contact }] }), 403],
      ['leads', complex({ companies: [{ id: company }] }), 200],
      ['leads/unsorted/forms', form({ contacts: [{ id: contact }] }), 403],
      ['leads/unsorted/forms', form({ contacts: [{ name: 'Новый' }] }), 403],
      ['leads/unsorted/forms', form({ companies: [{ name: 'Новая' }] }), 403],
      ['leads/unsorted/forms', form({ companies: [{ id: company }] }), 200],
      ['tasks', [{ ...task, entity_id: foreign }], 403],
      ['tasks', [{ ...task, entity_id: own }], 200],
    ];
    for (const [path, body, status] of cases) {
      const reply = await their('POST', `/api/v4/${path}`, body);
      expect([path, body, reply.status]).toEqual([path, body, status]);
    }
  });

  it('switches users off and on, never admins; the token of a user who is off answers 401', async () => {
    await fresh({ topLevelDomain: 'kommo.com' });
    const [user] = (await api('POST', '/api/v4/users', [{ ...person, rights }])).body._embedded.users;
    const their = await apiOf(user.id);
    const [admin] = account.users;
    const off = (id: unknown): Promise<Reply> => api('POST', '/api/v4/users/deactivate', [{ id }]);
    expect((await off(5)).body).toMatchObject({
      status: 400,
      detail: 'User(s) 5 are not associated with provided account.',
    });
    expect((await off(admin?.id)).status).toBe(400);
    expect((await off(user.id)).status).toBe(204);
    expect((await their('GET', '/api/v4/account')).status).toBe(401);
    const on = await api('POST', '/api/v4/users/activate', [{ id: user.id }]);
    expect([on.status, on.headers['content-type']]).toEqual([202, 'text/html; charset=UTF-8']);
    expect((await their('GET', '/api/v4/account')).status).toBe(200);
  });

  it('keeps users from external integrations', async () => {
    await fresh({ integration: { kind: 'external' } });
    expect((await api('GET', '/api/v4/users')).status).toBe(403);
    expect((await api('GET', '/api/v4/account')).status).toBe(200);
  });
});
