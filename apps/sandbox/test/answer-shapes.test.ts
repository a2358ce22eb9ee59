import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestSandbox, type Api, type NewAccountReply, type TestSandbox } from './call-sandbox.js';

type Json = ReturnType<typeof JSON.parse>;

const origin = 'https://shapes.amocrm.ru';

/** Every address under `_links.self` below a value. */
function selves(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(selves);
  if (typeof value !== 'object' || value === null) return [];
  const own = value._links?.self?.href;
  const inner = Object.entries(value).flatMap(([key, one]) => (key === '_links' ? [] : selves(one)));
  return own === undefined ? inner : [own, ...inner];
}

/** Answers as recorded from real accounts, where they differ from the pages. */
describe('shapes of answers', () => {
  let sandbox: TestSandbox;
  let account: NewAccountReply;
  let api: Api;
  let leadId: number;
  let contactId: number;

  beforeAll(async () => {
    sandbox = await startTestSandbox();
    const made = await sandbox.account({ subdomain: 'shapes' });
    account = made;
    ({ api } = made);
    const rows = (
      await api('POST', '/api/v4/leads/complex', [
        { name: 'А', _embedded: { contacts: [{ name: 'К' }], companies: [{ name: 'О' }] } },
      ])
    ).body;
    [{ id: leadId, contact_id: contactId }] = rows;
    await api('POST', '/api/v4/leads', [{ name: 'Б' }, { name: 'В' }]);
  });
  afterAll(() => sandbox.close());

  const get = async (path: string): Promise<Json> => (await api('GET', `/api/v4/${path}`)).body;

  it('name the date format in datetime_settings, or misspell it by the switch', async () => {
    const settings = async (): Promise<Json> =>
      (await get('account?with=datetime_settings'))._embedded.datetime_settings;
    expect(await settings()).toMatchObject({ date_format: 'd.m.Y' });
    expect(await settings()).not.toHaveProperty('date_formant');
    const features = { datetime_settings_key: 'date_formant' };
    await sandbox.control('PATCH', 'accounts/shapes', { features });
    expect(await settings()).toMatchObject({ date_formant: 'd.m.Y' });
    expect(await settings()).not.toHaveProperty('date_format');
  });

  it('say of a new contact that it is neither deleted nor unsorted', async () => {
    const post = async (kind: string): Promise<Json> =>
      (await api('POST', `/api/v4/${kind}`, [{ name: 'А' }])).body._embedded[kind][0];
    expect(await post('contacts')).toEqual({
      id: expect.any(Number),
      is_deleted: false,
      is_unsorted: false,
      request_id: '0',
      _links: { self: { href: expect.any(String) } },
    });
    expect(Object.keys(await post('companies'))).toEqual(['id', 'request_id', '_links']);
  });

  it('give fields of contacts and companies their own keys', async () => {
    for (const kind of ['contacts', 'companies']) {
      const fields: Json[] = (await get(`${kind}/custom_fields`))._embedded.custom_fields;
      for (const field of fields) {
        expect(field.hidden_statuses).toEqual([]);
        expect(field).not.toHaveProperty('tracking_callback');
        expect(field).not.toHaveProperty('chained_lists');
      }
      const named = (code: string): Json => fields.find((one) => one.code === code);
      expect([named('PHONE').sort, named('EMAIL').sort]).toEqual([4, 6]);
      for (const code of ['PHONE', 'EMAIL']) {
        named(code).enums.forEach((one: Json, index: number) => {
          expect(one).toEqual({ id: expect.any(Number), value: expect.any(String), sort: 2 * (index + 1) });
        });
      }
      if (kind === 'contacts') expect(named('POSITION').sort).toBe(2);
    }
    const [ofLead] = (await get('leads/custom_fields'))._embedded.custom_fields;
    expect(ofLead).toHaveProperty('tracking_callback');
    expect(ofLead).toHaveProperty('chained_lists');
  });

  it('link a last page only where there are several', async () => {
    for (const path of ['users', 'contacts/custom_fields', 'leads'])
      expect([path, Object.keys((await get(path))._links)]).toEqual([path, ['self']]);
    const first = (await get('contacts/custom_fields?limit=1'))._links;
    expect(Object.keys(first).sort()).toEqual(['last', 'next', 'self']);
    expect(first.last.href).toBe(`${origin}/api/v4/contacts/custom_fields?limit=1&page=3`);
  });

  it('keep the query as it was sent in the links of a list and of its items', async () => {
    const query = 'with=contacts&page=1&limit=250';
    const page = await get(`leads?${query}`);
    expect(page._links).toEqual({ self: { href: `${origin}/api/v4/leads?${query}` } });
    const lead = page._embedded.leads.find((one: Json) => one.id === leadId);
    expect(lead._links.self.href).toBe(`${origin}/api/v4/leads/${leadId}?${query}`);
    expect(lead._embedded.contacts[0]._links.self.href).toBe(
      `${origin}/api/v4/contacts/${contactId}?${query}`,
    );
    const pages = await get('leads?limit=1&foo%5B%5D=1&page=2&order[id]=asc');
    expect(pages._links.prev.href).toBe(`${origin}/api/v4/leads?limit=1&foo%5B%5D=1&page=1&order[id]=asc`);
    const single = await get(`leads/${leadId}?with=contacts`);
    expect(single._links.self.href).toBe(`${origin}/api/v4/leads/${leadId}?with=contacts`);
    expect((await get(`leads/${leadId}`))._links.self.href).toBe(`${origin}/api/v4/leads/${leadId}`);
    expect((await get('leads?limit=2'))._links.self.href).toBe(`${origin}/api/v4/leads?limit=2&page=1`);
    expect((await get('leads'))._links.self.href).toBe(`${origin}/api/v4/leads?page=1&limit=50`);
  });

  it.each([
    'tasks',
    'leads/notes',
    'events',
    'users',
    'roles',
    'contacts',
    'companies',
    'leads/unsorted',
    'contacts/custom_fields',
    'leads/pipelines',
  ])('keep it in every list: %s', async (path) => {
    if (path === 'roles') await api('POST', '/api/v4/roles', [{ name: 'Р' }]);
    if (path === 'tasks') await api('POST', '/api/v4/tasks', [{ text: 'т', complete_till: 1e9 }]);
    const note = { note_type: 'common', params: { text: 'т' } };
    if (path === 'leads/notes') await api('POST', `/api/v4/leads/${leadId}/notes`, [note]);
    if (path === 'leads/unsorted') {
      const item = { source_uid: 's', source_name: 'S', metadata: {} };
      await api('POST', '/api/v4/leads/unsorted/forms', [item]);
    }
    const query = 'page=1&with=none&limit=100';
    const found = selves(await get(`${path}?${query}`));
    expect(found.length).toBeGreaterThan(1);
    for (const href of found) expect(href).toMatch(/^https:\/\/[^?]+\?page=1&with=none&limit=100$/);
  });

  it('link a note below its card, whatever wrote it', async () => {
    const note = { note_type: 'common', params: { text: 'Привет' } };
    for (const [kind, id] of [
      ['leads', leadId],
      ['contacts', contactId],
    ] as const) {
      const sent = { ...note, entity_id: id };
      for (const path of [`${kind}/notes`, `${kind}/${id}/notes`]) {
        const [made] = (await api('POST', `/api/v4/${path}`, [sent])).body._embedded.notes;
        const href = `${origin}/api/v4/${kind}/${id}/notes/${made.id}`;
        expect(made._links.self.href).toBe(href);
        expect((await get(`${kind}/notes/${made.id}`))._links.self.href).toBe(href);
        const patched = (await api('PATCH', `/api/v4/${kind}/notes/${made.id}`, note)).body;
        expect(patched._links.self.href).toBe(href);
      }
    }
  });

  it('show four more rights of a user, which a new user and role may bring too', async () => {
    const more = {
      custom_fields_rights: null,
      catalog_rights: null,
      oper_day_reports_view_access: false,
      oper_day_user_tracking: false,
    };
    const [user] = (await get('users'))._embedded.users;
    expect(user.rights).toMatchObject(more);
    expect((await get(`users/${account.users[0]?.id}`)).rights).toMatchObject(more);
    const rights = { ...more, oper_day_user_tracking: true };
    const sent = { name: 'Новый', email: 'new@example.com', password: 'Passw0rd', rights };
    const made = await api('POST', '/api/v4/users', [sent]);
    expect([made.status, made.body._embedded?.users[0].rights.oper_day_user_tracking]).toEqual([201, true]);
    expect((await api('POST', '/api/v4/roles', [{ name: 'Как у него', rights }])).status).toBe(201);
  });

  it('forbid keeping them, in the old words too', async () => {
    for (const path of ['account', 'nothing', 'leads/9']) {
      const { headers } = await api('GET', `/api/v4/${path}`);
      expect(headers.pragma).toBe('no-cache');
      expect(Date.parse(headers.expires ?? '')).toBeLessThan(Date.now());
    }
  });

  it('show every key of the metadata of incoming leads, null where nothing was sent', async () => {
    const metadataOf = async (kind: string, metadata: object): Promise<Json> => {
      const item = { source_uid: `${kind}-n`, source_name: 'S', metadata };
      const made = await api('POST', `/api/v4/leads/unsorted/${kind}`, [item]);
      return (await get(`leads/unsorted/${made.body._embedded.unsorted[0].uid}`)).metadata;
    };
    expect(await metadataOf('forms', { form_id: 'f', form_sent_at: 1_600_000_000 })).toEqual({
      form_id: 'f',
      form_name: null,
      form_page: null,
      ip: null,
      form_sent_at: 1_600_000_000,
      referer: null,
      visitor_uid: null,
    });
    const call = { from: '1', phone: '2', called_at: 1, duration: 2, link: '', service_code: 'c', uniq: 'u' };
    expect(await metadataOf('sip', call)).toEqual({ ...call, call_responsible: null });
    const body = { action: 'chat.write', subdomain: 'shapes', text: 'Добрый день', clientId: 'tg1' };
    await sandbox.control('POST', 'actions', body);
    const [chat] = (await get('leads/unsorted?filter[category][]=chats'))._embedded.unsorted;
    expect(Object.keys(chat.metadata).sort()).toEqual(
      'client from last_message_text origin received_at service source_name to'.split(' '),
    );
    expect(chat.metadata).toMatchObject({
      to: null,
      client: { name: 'Клиент', avatar: null },
      origin: { chat_id: expect.any(String), ref: null, visitor_uid: null },
    });
    const listed = (await get('leads/unsorted?filter[category][]=forms'))._embedded.unsorted;
    for (const { metadata } of listed) expect(metadata).toHaveProperty('visitor_uid');
  });
});
