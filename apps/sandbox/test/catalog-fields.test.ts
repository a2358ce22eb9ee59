import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  startTestSandbox,
  type Api,
  type NewAccountReply,
  type Reply,
  type TestSandbox,
} from './call-sandbox.js';

describe('custom fields and groups of lists', () => {
  let sandbox: TestSandbox;
  let account: NewAccountReply & { api: Api };
  let api: Api;
  let regular: number;
  let invoices: number;

  const makeList = async (body: object): Promise<number> => {
    const made = await sandbox.control('POST', 'actions', {
      action: 'catalog.create',
      subdomain: account.subdomain,
      ...body,
    });
    expect(made.status).toBe(200);
    return made.body.catalogId;
  };
  const fields = (id: number): string => `/api/v4/catalogs/${id}/custom_fields`;
  const pathsOf = ({ body }: Reply): unknown[] =>
    body['validation-errors'][0].errors.map(({ code, path }: Record<string, string>) => `${code} ${path}`);

  beforeAll(async () => {
    sandbox = await startTestSandbox();
    account = await sandbox.account({ subdomain: 'lists' });
    ({ api } = account);
    regular = await makeList({ name: 'Города' });
    invoices = await makeList({ name: 'Счета', type: 'invoices' });
  });
  afterAll(() => sandbox.close());

  it('answers a new field with the keys of lists and 201', async () => {
    const { status, body } = await api('POST', fields(regular), [
      { name: 'Регион', type: 'text', is_visible: false, is_required: true, sort: 3 },
    ]);
    expect(status).toBe(201);
    const [field] = body._embedded.custom_fields;
    expect(field).toMatchObject({
      entity_type: 'catalogs',
      catalog_id: regular,
      is_visible: false,
      is_required: true,
      settings: null,
      sort: 3,
      _links: { self: { href: `https://lists.amocrm.ru${fields(regular)}/${field.id}` } },
    });
    for (const key of ['group_id', 'is_api_only', 'required_statuses', 'hidden_statuses', 'is_computed'])
      expect(field).not.toHaveProperty(key);
    expect((await api('GET', `${fields(regular)}/${field.id}`)).body.name).toBe('Регион');
    expect((await api('GET', `${fields(invoices)}/${field.id}`)).status).toBe(204);
    expect((await api('GET', `/api/v4/leads/custom_fields/${field.id}`)).status).toBe(204);
    const changed = await api('PATCH', `${fields(regular)}/${field.id}`, { is_visible: true });
    expect([changed.status, changed.body.is_visible]).toEqual([201, true]);
    expect((await api('GET', fields(invoices))).status).toBe(204);
    expect((await api('GET', fields(5))).status).toBe(204);
    expect((await api('DELETE', `${fields(regular)}/${field.id}`)).status).toBe(204);
  });

  it('makes the types that only lists have, payer and supplier in invoices only', async () => {
    for (const type of ['price', 'category', 'file', 'streetaddress', 'items'])
      expect((await api('POST', fields(regular), [{ name: type, type }])).status).toBe(201);
    for (const type of ['payer', 'supplier']) {
      const sent = [{ name: type, type }];
      expect(pathsOf(await api('POST', fields(regular), sent))).toEqual(['NotSupportedChoice type']);
      expect((await api('POST', fields(invoices), sent)).status).toBe(201);
    }
    const [, supplier] = (await api('GET', fields(invoices))).body._embedded.custom_fields;
    expect(supplier).toMatchObject({ type: 'supplier', code: 'SUPPLIER' });
    for (const type of ['monetary', 'tracking_data', 'multitext', 'birthday', 'chained_list'])
      expect(pathsOf(await api('POST', fields(regular), [{ name: type, type }]))).toEqual([
        'NotSupportedChoice type',
      ]);
  });

  it('asks a link to other elements where it looks', async () => {
    const link = { name: 'Связь', type: 'linked_entity' };
    expect(pathsOf(await api('POST', fields(regular), [link]))).toEqual(['FieldMissing search_in']);
    expect(pathsOf(await api('POST', fields(regular), [{ ...link, search_in: 'leads' }]))).toEqual([
      'NotSupportedChoice search_in',
    ]);
    for (const search_in of ['contacts', 'companies', 'contacts_and_companies', String(invoices)]) {
      const { body } = await api('POST', fields(regular), [{ ...link, search_in }]);
      expect(body._embedded.custom_fields[0].search_in).toBe(search_in);
    }
  });

  it('takes the levels of a category in one request and replaces them like enums', async () => {
    const nested = [
      { value: 'Одежда', sort: 1, request_id: 'a' },
      { value: 'Куртки', sort: 1, parent_request_id: 'a', request_id: 'b' },
      { value: 'Зимние', sort: 1, parent_request_id: 'b' },
    ];
    const made = await api('POST', fields(regular), [{ name: 'Группа', type: 'category', nested }]);
    expect(made.status).toBe(201);
    const [field] = made.body._embedded.custom_fields;
    const [clothes, jackets, winter] = field.nested;
    expect(clothes).toEqual({ id: expect.any(Number), parent_id: null, value: 'Одежда', sort: 1 });
    expect([jackets.parent_id, winter.parent_id]).toEqual([clothes.id, jackets.id]);
    const path = `${fields(regular)}/${field.id}`;
    const kept = await api('PATCH', path, { nested: [clothes, { ...jackets, value: 'Пальто' }] });
    expect(kept.body.nested).toEqual([clothes, { ...jackets, value: 'Пальто' }]);
    const bad = [
      { ...clothes, id: 5 },
      { value: 'x', sort: 1, parent_id: 7 },
      { value: 'y', sort: 1, parent_request_id: 'z' },
    ];
    expect(pathsOf(await api('PATCH', path, { nested: bad }))).toEqual([
      'NotSupportedChoice nested.0.id',
      'NotSupportedChoice nested.1.parent_id',
      'NotSupportedChoice nested.2.parent_request_id',
    ]);
  });

  it('gives a products list its predefined fields, which stay', async () => {
    const products = await makeList({ name: 'Товары', type: 'products' });
    const { body } = await api('GET', fields(products));
    const listed = body._embedded.custom_fields;
    expect(listed.map((one: { code: string }) => one.code)).toEqual(
      'SKU DESCRIPTION PRICE SPECIAL_PRICE_1 WHOLESALE_PRICE GROUP UNIT'.split(' '),
    );
    expect((await api('DELETE', `${fields(products)}/${listed[0].id}`)).status).toBe(403);
  });

  it('keeps groups per list', async () => {
    const path = `${fields(regular)}/groups`;
    const made = await api('POST', path, [{ name: 'Вкладка', sort: 2 }]);
    expect(made.status).toBe(201);
    const [group] = made.body._embedded.custom_field_groups;
    expect(group).toMatchObject({
      entity_type: 'catalogs',
      type: 'custom_field_group',
      is_predefined: false,
    });
    expect((await api('GET', `${path}/${group.id}`)).body.name).toBe('Вкладка');
    expect((await api('GET', `${fields(invoices)}/groups/${group.id}`)).status).toBe(404);
    expect((await api('DELETE', `${path}/${group.id}`)).status).toBe(204);
  });

  it('has ten lists at most and lets roles name only lists that exist', async () => {
    const right = (catalog_id: number): object => ({
      catalog_rights: [{ catalog_id, rights: { view: 'A', edit: 'L', add: 'D', delete: 'D', export: 'D' } }],
    });
    const role = { name: 'Склад', rights: right(regular) };
    const made = await api('POST', '/api/v4/roles', [role]);
    expect(made.body._embedded.roles[0].rights).toMatchObject(right(regular));
    expect(pathsOf(await api('POST', '/api/v4/roles', [{ ...role, rights: right(5) }]))).toEqual([
      'NotSupportedChoice rights.catalog_rights.0.catalog_id',
    ]);
    const count: number = (await sandbox.control('GET', 'accounts')).body[0].catalogs;
    for (let more = count; more < 10; more += 1) await makeList({ name: `Список ${more}` });
    const over = await sandbox.control('POST', 'actions', {
      action: 'catalog.create',
      subdomain: account.subdomain,
      name: 'x',
    });
    expect(over.status).toBe(409);
  });

  it('may be deletable and only for the API where the page says so, or by the switch where a client does', async () => {
    const ofList = [{ name: 'Код', type: 'text', is_deletable: false }];
    const ofCustomers = [{ name: 'К', type: 'text', is_api_only: false }];
    const [refused, another] = [
      await api('POST', fields(regular), ofList),
      await api('POST', '/api/v4/customers/custom_fields', ofCustomers),
    ];
    expect(pathsOf(refused)).toEqual(['FieldNotExpected is_deletable']);
    expect(pathsOf(another)).toEqual(['FieldNotExpected is_api_only']);
    const { subdomain } = account;
    await sandbox.control('PATCH', `accounts/${subdomain}`, { features: { field_key_scope: 'client' } });
    const [field] = (await api('POST', fields(regular), ofList)).body._embedded.custom_fields;
    expect(field.is_deletable).toBe(false);
    const patched = await api('PATCH', `${fields(regular)}/${field.id}`, { is_deletable: true });
    expect(patched.body.is_deletable).toBe(true);
    expect((await api('POST', '/api/v4/customers/custom_fields', ofCustomers)).status).toBe(201);
    const ofLeads = await api('POST', '/api/v4/leads/custom_fields', ofList);
    expect(pathsOf(ofLeads)).toEqual(['FieldNotExpected is_deletable']);
  });

  it('shows the keys of its kind only', async () => {
    const [field] = (await api('POST', fields(regular), [{ name: 'Ключи', type: 'text' }])).body._embedded
      .custom_fields;
    for (const key of ['is_predefined', 'remind', 'chained_lists']) expect(field).not.toHaveProperty(key);
    const ofCustomer = (
      await api('POST', '/api/v4/customers/custom_fields', [{ name: 'Ключи', type: 'text' }])
    ).body._embedded.custom_fields[0];
    expect(ofCustomer).toHaveProperty('chained_lists');
    for (const key of ['is_predefined', 'remind']) expect(ofCustomer).not.toHaveProperty(key);
  });
});
