import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestSandbox, type Api, type Reply, type TestSandbox } from './call-sandbox.js';

const phone = (value: string): object => ({ field_code: 'PHONE', values: [{ value, enum_code: 'WORK' }] });

const form = {
  source_uid: 'a1fee7c0fc436088e64ba2e8822ba2b3',
  source_name: 'Сайт',
  metadata: {
    form_id: 'f1',
    form_name: 'Заявка',
    form_page: 'https://example.com',
    form_sent_at: 1510261200,
  },
  _embedded: {
    leads: [{ name: 'С формы', price: 5000, _embedded: { tags: [{ name: 'форма' }] } }],
    contacts: [{ name: 'Пётр', custom_fields_values: [phone('+79991112233')] }],
    companies: [{ name: 'ООО' }],
  },
};

describe('incoming leads, complex creation and calls', () => {
  let sandbox: TestSandbox;
  let api: Api;

  beforeAll(async () => {
    sandbox = await startTestSandbox();
    ({ api } = await sandbox.account({ subdomain: 'incoming' }));
  });
  afterAll(() => sandbox.close());

  const contactsSeen = (): Promise<Reply> => api('GET', '/api/v4/contacts?query=9991112233');

  it('tags both of two forms with the same data at kommo.com', async () => {
    const kommo = await sandbox.account({ subdomain: 'twice', topLevelDomain: 'kommo.com' });
    const send = (name: string) => {
      const _embedded = { leads: [{ name }] };
      return kommo.api('POST', '/api/v4/leads/unsorted/forms', [{ ...form, _embedded }]);
    };
    for (const name of ['Раз', 'Другая', 'Раз']) expect((await send(name)).status).toBe(200);
    const { leads } = (await kommo.api('GET', '/api/v4/leads')).body._embedded;
    const tagged = leads.map((lead: { name: string; _embedded: { tags: { name: string }[] } }) => [
      lead.name,
      lead._embedded.tags.map((tag) => tag.name),
    ]);
    expect(tagged).toEqual([
      ['Раз', ['duplicate']],
      ['Другая', []],
      ['Раз', ['duplicate']],
    ]);
  });

  it('bounds the values of a card in a complex call, not in a form', async () => {
    const { api: values } = await sandbox.account({ subdomain: 'values' });
    const phones = Array.from({ length: 41 }, (_, at) => ({ value: `+7999111${2200 + at}` }));
    const contacts = [{ name: 'Пётр', custom_fields_values: [{ field_code: 'PHONE', values: phones }] }];
    const complex = await values('POST', '/api/v4/leads/complex', [{ _embedded: { contacts } }]);
    expect(complex.body['validation-errors'][0].errors[0]).toMatchObject({ code: 'TooMany' });
    const many = { ...form, source_uid: 'many', _embedded: { ...form._embedded, contacts } };
    expect((await values('POST', '/api/v4/leads/unsorted/forms', [many])).status).toBe(200);
  });

  it('hides the contact of a form until it is accepted', async () => {
    const made = await api('POST', '/api/v4/leads/unsorted/forms', [{ ...form, request_id: 'r' }]);
    expect(made.status).toBe(200);
    const [row] = made.body._embedded.unsorted;
    expect(row).toMatchObject({
      request_id: 'r',
      _embedded: { leads: [{}], contacts: [{}], companies: [{}] },
    });
    expect((await contactsSeen()).status).toBe(204);
    const again = await api('POST', '/api/v4/leads/unsorted/forms', [form]);
    expect(again.status).toBe(400);
    const read = (await api('GET', `/api/v4/leads/unsorted/${row.uid}`)).body;
    expect(read).toMatchObject({ category: 'forms', metadata: { form_id: 'f1' } });
    const lead = (await api('GET', `/api/v4/leads/${row._embedded.leads[0].id}`)).body;
    const own = await api('PATCH', `/api/v4/leads/${lead.id}`, { status_id: lead.status_id });
    expect(own.body['validation-errors'][0].errors[0]).toMatchObject({ path: 'status_id' });
    const accepted = await api('POST', `/api/v4/leads/unsorted/${row.uid}/accept`, {});
    expect(accepted.body).toMatchObject({
      uid: row.uid,
      category: 'forms',
      _embedded: { leads: [{ id: lead.id }] },
    });
    expect((await contactsSeen()).body._embedded.contacts).toHaveLength(1);
    expect((await api('POST', `/api/v4/leads/unsorted/${row.uid}/accept`, {})).status).toBe(404);
  });

  it('declines into the trash and sums up', async () => {
    const sip = {
      source_uid: 'call-1',
      source_name: 'АТС',
      metadata: {
        from: 'onlinePBX',
        phone: 79998888888,
        called_at: 1510261200,
        duration: 54,
        link: 'https://example.com/1.mp3',
        service_code: 'pbx',
        uniq: 'u1',
        is_call_event_needed: true,
      },
      _embedded: { contacts: [{ name: 'Звонок' }] },
    };
    const [row] = (await api('POST', '/api/v4/leads/unsorted/sip', [sip])).body._embedded.unsorted;
    const leadId = row._embedded.leads[0].id;
    const declined = await api('DELETE', `/api/v4/leads/unsorted/${row.uid}/decline`);
    expect(declined.status).toBe(200);
    expect((await api('GET', `/api/v4/leads/${leadId}`)).status).toBe(204);
    const trash = (await api('GET', '/api/v4/leads?with=only_deleted')).body._embedded.leads;
    expect(trash).toMatchObject([{ id: leadId, is_deleted: true, name: null, price: null }]);
    const contacts = (await api('GET', '/api/v4/contacts?with=only_deleted')).body._embedded.contacts;
    expect(contacts).toMatchObject([{ id: row._embedded.contacts[0].id, is_deleted: true, name: null }]);
    const sums = (await api('GET', '/api/v4/leads/unsorted/summary')).body;
    expect(sums).toMatchObject({ total: 2, accepted: 1, declined: 1, categories: { sip: { total: 1 } } });
    const calls = await api('GET', '/api/v4/events?filter[type]=incoming_call');
    expect(calls.body._embedded.events).toHaveLength(1);
    const missing = await api('POST', '/api/v4/leads/unsorted/sip', [{ ...sip, metadata: {} }]);
    expect(missing.body['validation-errors'][0].errors).toHaveLength(7);
  });

  it('makes leads with cards in one call, and merges when duplicates are controlled', async () => {
    const item = {
      name: 'Сложная',
      _embedded: {
        contacts: [{ first_name: 'А', last_name: 'Б', custom_fields_values: [phone('89995556677')] }],
        companies: [{ name: 'Фирма' }],
        tags: [{ name: 'сложная' }],
      },
    };
    const made = await api('POST', '/api/v4/leads/complex', [item, { ...item, request_id: 'two' }]);
    expect(made.body).toMatchObject([
      { merged: false, request_id: ['0'] },
      { merged: false, request_id: ['two'] },
    ]);
    const [{ contact_id: contactId, company_id: companyId }] = made.body;
    const contact = (await api('GET', `/api/v4/contacts/${contactId}`)).body;
    expect(contact).toMatchObject({ name: 'А Б', _embedded: { companies: [{ id: companyId }] } });
    const hidden = await api('POST', '/api/v4/leads/complex', [
      { name: 'Скрытая', _embedded: { metadata: { category: 'forms', form_id: 5 } } },
    ]);
    const incoming = (await api('GET', '/api/v4/leads/unsorted')).body._embedded.unsorted;
    expect(incoming[0]._embedded.leads[0].id).toBe(hidden.body[0].id);
    const strict = await sandbox.account({ subdomain: 'dup', features: { duplicateControl: true } });
    const [first] = (await strict.api('POST', '/api/v4/leads/complex', [item])).body;
    const [second] = (await strict.api('POST', '/api/v4/leads/complex', [item])).body;
    expect(second).toMatchObject({ id: first.id, contact_id: first.contact_id, merged: true });
    const bad = await api('POST', '/api/v4/leads/complex', [
      { pipeline: 1, _embedded: { contacts: [{ id: 4 }], companies: [{ nam: 'x' }] } },
    ]);
    const paths = bad.body['validation-errors'][0].errors.map((one: { path: string }) => one.path);
    expect(paths).toEqual(['pipeline', '_embedded.contacts.0.id', '_embedded.companies.0.nam']);
    const many = Array.from({ length: 51 }, () => ({}));
    expect((await api('POST', '/api/v4/leads/complex', many)).status).toBe(422);
  });

  it('finds the card of a call by its last ten digits', async () => {
    const call = { direction: 'inbound', duration: 30, source: 'pbx', phone: '8 (999) 111-22-33' };
    const made = await api('POST', '/api/v4/calls', [call]);
    expect(made.body).toMatchObject({
      _total_items: 1,
      errors: [],
      _embedded: { calls: [{ entity_type: 'lead' }] },
    });
    const phone = [{ field_code: 'PHONE', values: [{ value: '12-34' }] }];
    await api('POST', '/api/v4/contacts', [{ name: 'Внутренний', custom_fields_values: phone }]);
    const short = await api('POST', '/api/v4/calls', [{ ...call, phone: '1234' }]);
    expect(short.body).toMatchObject({ _embedded: { calls: [{ entity_type: 'contact' }] } });
    expect((await api('POST', '/api/v4/calls', [{ ...call, phone: '81234' }])).status).toBe(400);
    const unknown = await api('POST', '/api/v4/calls', [{ ...call, phone: '70000000000' }]);
    expect([unknown.status, unknown.body.errors[0].status]).toEqual([400, 263]);
  });

  it('makes the user of a call its author, and the author that was sent only without one', async () => {
    const { users } = await sandbox.account({
      subdomain: 'callers',
      users: [{ name: 'А', isAdmin: true }, { name: 'Б' }],
    });
    const [admin, manager] = users.map(({ id }) => id) as [number, number];
    const own = sandbox.sandbox.accounts.get('callers')!;
    const { accessToken: token } = (
      await sandbox.control('POST', 'tokens', { subdomain: 'callers', userId: admin })
    ).body;
    const send = (method: string, path: string, body: unknown): Promise<Reply> =>
      sandbox.call(method, path, { host: 'callers.amocrm.ru', token, body });
    const phone = [{ field_code: 'PHONE', values: [{ value: '+79990001122' }] }];
    await send('POST', '/api/v4/contacts', [{ name: 'Клиент', custom_fields_values: phone }]);
    const call = {
      direction: 'inbound',
      duration: 30,
      source: 'pbx',
      phone: '+79990001122',
      created_by: admin,
    };
    const authors = [];
    for (const call_responsible of [manager, String(manager), 'Борис', null]) {
      const { body } = await send('POST', '/api/v4/calls', [{ ...call, call_responsible }]);
      authors.push(own.notes.get(body._embedded.calls[0].id)!.created_by);
    }
    expect(authors).toEqual([manager, manager, admin, admin]);
  });

  const act = (action: string, body: object): Promise<Reply> =>
    sandbox.control('POST', 'actions', { action, subdomain: 'incoming', ...body });
  const waits = async (leadId: number): Promise<boolean> => {
    const listed = (await api('GET', '/api/v4/leads/unsorted?limit=250')).body?._embedded.unsorted ?? [];
    return listed.some(
      (one: { _embedded: { leads: { id: number }[] } }) => one._embedded.leads[0]?.id === leadId,
    );
  };

  it('knows the same data again within one call', async () => {
    const twice = { source_uid: 'twice', source_name: 's', metadata: { form_id: 'f' } };
    const answer = await api('POST', '/api/v4/leads/unsorted/forms', [twice, twice]);
    expect([answer.status, answer.body['validation-errors']?.[0]]).toMatchObject([400, { request_id: '1' }]);
  });

  it('lists every lead that stands in «Неразобранное», however it came there', async () => {
    const one = { source_uid: 'back', source_name: 's', metadata: {} };
    const made = await api('POST', '/api/v4/leads/unsorted/forms', [one]);
    const [{ uid, _embedded }] = made.body._embedded.unsorted;
    const restored = _embedded.leads[0].id;
    await api('DELETE', `/api/v4/leads/unsorted/${uid}/decline`);
    expect(await waits(restored)).toBe(false);
    await act('lead.restore', { leadId: restored });
    expect(await waits(restored)).toBe(true);
    const [{ id: moved }] = (await api('POST', '/api/v4/leads', [{}])).body._embedded.leads;
    const [pipeline] = (await api('GET', '/api/v4/leads/pipelines')).body._embedded.pipelines;
    const stage = pipeline._embedded.statuses.find(({ type }: { type: number }) => type === 1);
    await act('lead.move', { leadId: moved, statusId: stage.id });
    expect(await waits(moved)).toBe(true);
    await act('lead.move', { leadId: moved, statusId: 142 });
    expect(await waits(moved)).toBe(false);
  });

  it('closes a talk without a word', async () => {
    for (const [clientId, body] of [
      ['empty', {}],
      ['none', undefined],
    ] as const) {
      const { talkId } = (await act('chat.write', { text: 'т', clientId, name: 'К' })).body;
      expect((await api('POST', `/api/v4/talks/${talkId}/close`, body)).status).toBe(202);
    }
  });
});
