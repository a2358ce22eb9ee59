import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestSandbox, type Api, type Reply, type TestSandbox } from './call-sandbox.js';

interface ErrorRow {
  code: string;
  path: string;
}

const errorsOf = (reply: Reply): [code: string, path: string][] =>
  reply.body['validation-errors'][0].errors.map(({ code, path }: ErrorRow) => [code, path]);

describe('leads, contacts, companies, links, notes and events', () => {
  let sandbox: TestSandbox;
  let api: Api;
  let contactId: number;
  let companyId: number;
  let leadId: number;

  beforeAll(async () => {
    sandbox = await startTestSandbox();
    ({ api } = await sandbox.account({ subdomain: 'cards' }));
    const made = async (kind: string, body: unknown): Promise<number> =>
      (await api('POST', `/api/v4/${kind}`, [body])).body._embedded[kind][0].id;
    contactId = await made('contacts', {
      name: 'Иван',
      custom_fields_values: [{ field_code: 'PHONE', values: [{ value: '+7 (999) 123-45-67' }] }],
    });
    companyId = await made('companies', { name: 'Ромашка' });
    leadId = await made('leads', {
      name: 'С контактом',
      price: 10,
      _embedded: {
        tags: [{ name: 'vip' }, { name: 'vip' }],
        contacts: [{ id: contactId }],
        companies: [{ id: companyId }],
      },
    });
  });
  afterAll(() => sandbox.close());

  it('shows contacts only with `with`, tags and companies always', async () => {
    const plain = (await api('GET', `/api/v4/leads/${leadId}`)).body;
    expect(Object.keys(plain._embedded)).toEqual(['tags', 'companies']);
    expect(plain._embedded.tags).toMatchObject([{ name: 'vip', color: null }]);
    expect(plain._embedded.companies).toMatchObject([{ id: companyId }]);
    expect(plain).not.toHaveProperty('source_id');
    const full = (await api('GET', `/api/v4/leads/${leadId}?with=contacts,source_id,loss_reason`)).body;
    expect(full._embedded.contacts).toMatchObject([{ id: contactId, is_main: true }]);
    expect(full).toMatchObject({ source_id: null, _embedded: { loss_reason: [] } });
    const contact = (await api('GET', `/api/v4/contacts/${contactId}?with=leads`)).body;
    expect(contact._embedded.leads).toMatchObject([{ id: leadId }]);
    expect(contact).toMatchObject({ name: 'Иван', first_name: '', last_name: '' });
  });

  it('adds, deletes and replaces tags, and keeps one directory per kind', async () => {
    await api('PATCH', `/api/v4/leads/${leadId}`, {
      tags_to_add: [{ name: 'новый' }],
      tags_to_delete: [{ name: 'vip' }],
    });
    const names = async (): Promise<string[]> =>
      (await api('GET', `/api/v4/leads/${leadId}`)).body._embedded.tags.map(
        (tag: { name: string }) => tag.name,
      );
    expect(await names()).toEqual(['новый']);
    await api('PATCH', '/api/v4/leads', [{ id: leadId, _embedded: { tags: null } }]);
    expect(await names()).toEqual([]);
    const bad = await api('PATCH', `/api/v4/leads/${leadId}`, {
      _embedded: { tags: [{ name: 'a', color: null }, { id: 1 }], nonsense: [] },
    });
    expect(errorsOf(bad)).toEqual([
      ['FieldNotExpected', '_embedded.tags.0.color'],
      ['FieldNotExpected', '_embedded.nonsense'],
      ['NotSupportedChoice', '_embedded.tags.1.id'],
    ]);
  });

  it('finds contacts by the digits of their phone', async () => {
    const found = await api('GET', '/api/v4/contacts?query=9991234567');
    expect(found.body._embedded.contacts).toMatchObject([{ id: contactId }]);
    expect((await api('GET', '/api/v4/contacts?query=0000000000')).status).toBe(204);
  });

  it('links and unlinks, singly and in mass, and shows both ends', async () => {
    const second = (await api('POST', '/api/v4/contacts', [{ name: 'Вторая' }])).body._embedded.contacts[0]
      .id;
    const linked = await api('POST', `/api/v4/leads/${leadId}/link`, [
      { to_entity_id: second, to_entity_type: 'contacts', metadata: { is_main: true } },
    ]);
    expect(linked.status).toBe(200);
    expect(linked.body._embedded.links).toEqual([
      {
        entity_id: leadId,
        entity_type: 'leads',
        to_entity_id: second,
        to_entity_type: 'contacts',
        metadata: { main_contact: true },
      },
    ]);
    const read = await api('GET', `/api/v4/leads/${leadId}/links`);
    expect(read.body._total_items).toBe(3);
    const mass = await api('GET', `/api/v4/leads/links?filter[entity_id][]=${leadId}`);
    expect(mass.body._embedded.links[0]).toMatchObject({
      entity_id: leadId,
      metadata: { main_contact: false },
    });
    const gone = await api('POST', '/api/v4/leads/unlink', [
      { entity_id: leadId, to_entity_id: second, to_entity_type: 'contacts' },
    ]);
    expect([gone.status, gone.body]).toEqual([204, null]);
    const left = (await api('GET', `/api/v4/leads/${leadId}?with=contacts`)).body._embedded.contacts;
    expect(left).toMatchObject([{ id: contactId, is_main: true }]);
    const bad = await api('POST', `/api/v4/leads/${leadId}/link`, [
      { to_entity_id: 1, to_entity_type: 'contacts', metadata: { updated_by: 7 } },
    ]);
    expect(errorsOf(bad)).toEqual([
      ['NotSupportedChoice', 'metadata.updated_by'],
      ['NotSupportedChoice', 'to_entity_id'],
    ]);
  });

  it('writes notes, checks their params and lists them', async () => {
    const made = await api('POST', `/api/v4/leads/${leadId}/notes`, [
      { note_type: 'common', params: { text: 'Привет' }, request_id: 'n' },
    ]);
    const [note] = made.body._embedded.notes;
    expect(note).toMatchObject({ entity_id: leadId, request_id: 'n' });
    const bad = await api('POST', '/api/v4/leads/notes', [
      { entity_id: leadId, note_type: 'call_in', params: { link: null, source: '', phone: '1' } },
    ]);
    expect(errorsOf(bad)).toEqual([
      ['FieldMissing', 'params.duration'],
      ['NotBlank', 'params.source'],
      ['NotNullable', 'params.link'],
    ]);
    const read = (await api('GET', `/api/v4/leads/${leadId}/notes?filter[note_type][]=common`)).body;
    expect(read._embedded.notes).toMatchObject([{ id: note.id, params: { text: 'Привет' } }]);
    expect((await api('POST', `/api/v4/leads/notes/${note.id}/pin`)).status).toBe(204);
    const pinned = await api('GET', `/api/v4/leads/notes/${note.id}?with=is_pinned`);
    expect(pinned.body.is_pinned).toBe(true);
  });

  it('tells what happened, newest first, with the documented shapes', async () => {
    await api('PATCH', `/api/v4/leads/${leadId}`, { status_id: 143, price: 20 });
    const feed = (await api('GET', `/api/v4/events?filter[entity]=lead&filter[entity_id]=${leadId}`)).body;
    const types = feed._embedded.events.map((one: { type: string }) => one.type);
    expect(types.slice(0, 3)).toEqual(['sale_field_changed', 'lead_status_changed', 'common_note_added']);
    expect(types.at(-1)).toBe('lead_added');
    const [sale, status] = feed._embedded.events;
    expect(sale.id).toMatch(/^[0-9a-z]{26}$/);
    expect(sale.value_after).toEqual([{ sale_field_value: { sale: 20 } }]);
    expect(status.value_after[0].lead_status.id).toBe(143);
    const linked = await api('GET', `/api/v4/events?filter[type]=contact_linked&with=lead_name&limit=1`);
    expect(linked.body._embedded.events[0]).toMatchObject({
      type: 'entity_linked',
      _embedded: { entity: { id: leadId, name: 'С контактом' } },
    });
    const one = await api('GET', `/api/v4/events/${sale.id}`);
    expect(one.body.id).toBe(sale.id);
    expect((await api('GET', '/api/v4/events/types?language_code=ru')).body._total_items).toBeGreaterThan(50);
    expect((await api('GET', '/api/v4/events?filter[entity_id]=1')).status).toBe(400);
  });

  it('filters by plain keys always, by custom fields only with the paid option', async () => {
    const byPrice = await api('GET', '/api/v4/leads?filter[price][from]=15&filter[price][to]=25');
    expect(byPrice.body._embedded.leads).toHaveLength(1);
    expect((await api('GET', '/api/v4/leads?filter[id][]=1')).status).toBe(204);
    const ignored = await api('GET', '/api/v4/leads?filter[custom_fields_values][1][]=x');
    expect(ignored.status).toBe(200);
    const paid = await sandbox.account({ subdomain: 'paid', features: { apiFilter: true } });
    const [field] = (await paid.api('POST', '/api/v4/leads/custom_fields', [{ name: 'К', type: 'text' }]))
      .body._embedded.custom_fields;
    await paid.api('POST', '/api/v4/leads', [
      { custom_fields_values: [{ field_id: field.id, values: [{ value: 'x' }] }] },
      { name: 'другая' },
    ]);
    const found = await paid.api('GET', `/api/v4/leads?filter[custom_fields_values][${field.id}][]=x`);
    expect(found.body._embedded.leads).toHaveLength(1);
  });

  const newOne = async (kind: string, body: object): Promise<number> =>
    (await api('POST', `/api/v4/${kind}`, [body])).body._embedded[kind][0].id;

  it.each([
    ['leads', {}],
    ['contacts', { name: 'А' }],
    ['companies', { name: 'А' }],
    ['tasks', { text: 'т', complete_till: 5 }],
  ])('takes the marks of a change alone: %s', async (kind, body) => {
    const path = `/api/v4/${kind}/${await newOne(kind, body)}`;
    await api('PATCH', path, { updated_at: 1_700_000_000 });
    expect((await api('GET', path)).body.updated_at).toBe(1_700_000_000);
    await api('PATCH', path, { updated_by: 0 });
    expect((await api('GET', path)).body.updated_by).toBe(0);
  });

  it('names a lead itself when its name is taken away, and leaves other names', async () => {
    const lead = await newOne('leads', { name: 'Имя' });
    const contact = await newOne('contacts', { name: 'Имя' });
    for (const name of ['', null]) {
      await api('PATCH', `/api/v4/leads/${lead}`, { name });
      expect((await api('GET', `/api/v4/leads/${lead}`)).body.name).toBe(`Сделка #${lead}`);
    }
    await api('PATCH', `/api/v4/contacts/${contact}`, { name: null });
    expect((await api('GET', `/api/v4/contacts/${contact}`)).body.name).toBe('Имя');
    await sandbox.control('PATCH', 'accounts/cards', { features: { empty_lead_name: 'as_sent' } });
    await api('PATCH', `/api/v4/leads/${lead}`, { name: '' });
    expect((await api('GET', `/api/v4/leads/${lead}`)).body.name).toBe('');
  });

  it.each([
    ['keep', ['б']],
    ['erase', []],
  ])('shows the value of a deleted enum, or by the switch no more: %s', async (rule, values) => {
    await sandbox.control('PATCH', 'accounts/cards', { features: { deleted_enum_values: rule } });
    const enums = ['а', 'б'].map((value, sort) => ({ value, sort }));
    const fields = await api('POST', '/api/v4/leads/custom_fields', [{ name: 'С', type: 'select', enums }]);
    const [field] = fields.body._embedded.custom_fields;
    const sent = { custom_fields_values: [{ field_id: field.id, values: [{ value: 'б' }] }] };
    const lead = await newOne('leads', sent);
    await api('PATCH', `/api/v4/leads/custom_fields/${field.id}`, { enums: [field.enums[0]] });
    const shown = (await api('GET', `/api/v4/leads/${lead}`)).body.custom_fields_values;
    expect((shown?.[0].values ?? []).map(({ value }: { value: string }) => value)).toEqual(values);
    expect(errorsOf(await api('PATCH', `/api/v4/leads/${lead}`, sent))[0]?.[0]).toBe('NotSupportedChoice');
  });
});
