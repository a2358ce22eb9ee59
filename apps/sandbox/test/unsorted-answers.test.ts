import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestSandbox, type Api, type NewAccountReply, type TestSandbox } from './call-sandbox.js';
import { startHookReceiver, until, type HookReceiver } from './hook-receiver.js';

type Json = ReturnType<typeof JSON.parse>;

const form = (uid: string): Record<string, unknown> => ({
  source_uid: uid,
  source_name: 'Сайт',
  metadata: { form_id: 'f1', form_name: 'Заявка', form_page: 'https://example.com', form_sent_at: 1 },
  _embedded: { leads: [{ name: 'С формы' }], contacts: [{ name: 'Пётр' }], companies: [{ name: 'ООО' }] },
});

const path = '/api/v4/leads/unsorted';

describe('incoming leads: the exact answers and their hooks', () => {
  let sandbox: TestSandbox;
  let receiver: HookReceiver;
  let account: NewAccountReply & { api: Api };
  let api: Api;
  let row: Json;

  beforeAll(async () => {
    sandbox = await startTestSandbox();
    receiver = await startHookReceiver();
    account = await sandbox.account({ subdomain: 'answers' });
    api = account.api;
    const settings = ['add_unsorted', 'update_unsorted', 'delete_unsorted'];
    await api('POST', '/api/v4/webhooks', { destination: receiver.url, settings });
  });
  afterAll(async () => {
    await receiver.close();
    await sandbox.close();
  });

  let uids = 0;
  beforeEach(async () => {
    uids += 1;
    [row] = (await api('POST', `${path}/forms`, [form(`uid-${uids}`)])).body._embedded.unsorted;
    await until(() => receiver.received.some(({ text }) => text.includes(row.uid)));
    receiver.received.length = 0;
  });

  const act = (body: Record<string, unknown>): Promise<Json> =>
    sandbox.control('POST', 'actions', { subdomain: 'answers', ...body });
  const hooks = (): Json[] => receiver.received.map(({ body }) => body.unsorted);
  const nextHook = async (): Promise<Json> => until(() => hooks()[0]);
  const ref = (kind: string, id: number): Json => {
    return { id, _links: { self: { href: `https://answers.amocrm.ru/api/v4/${kind}/${id}` } } };
  };
  const cards = (): Json => {
    const { leads, contacts, companies } = row._embedded;
    return {
      leads: [ref('leads', leads[0].id)],
      contacts: [ref('contacts', contacts[0].id)],
      companies: [ref('companies', companies[0].id)],
    };
  };

  it('answers a creation with the total and the ids', async () => {
    const { body } = await api('POST', `${path}/forms`, [{ ...form('own'), request_id: 'r' }]);
    expect(Object.keys(body)).toEqual(['_total_items', '_embedded']);
    const [item] = body._embedded.unsorted;
    expect(Object.keys(item)).toEqual(['uid', 'account_id', 'request_id', '_links', '_embedded']);
    expect(item.uid).toMatch(/^[0-9a-f]{28,60}$/);
  });

  it('answers accept and decline without links', async () => {
    const { body } = await api('POST', `${path}/${row.uid}/accept`, { user_id: account.users[0]!.id });
    expect(body).toEqual({
      uid: row.uid,
      pipeline_id: expect.any(Number),
      category: 'forms',
      created_at: expect.any(Number),
      _embedded: cards(),
    });
    const [other] = (await api('POST', `${path}/forms`, [form('declined')])).body._embedded.unsorted;
    const declined = await api('DELETE', `${path}/${other.uid}/decline`);
    expect(Object.keys(declined.body)).toEqual(Object.keys(body));
  });

  it('is sorted in the name of nobody by the user 0, as an official example does', async () => {
    const [{ id }] = row._embedded.leads;
    const { responsible_user_id } = (await api('GET', `/api/v4/leads/${id}`)).body;
    expect((await api('POST', `${path}/${row.uid}/accept`, { user_id: 0 })).status).toBe(200);
    expect((await api('GET', `/api/v4/leads/${id}`)).body).toMatchObject({
      responsible_user_id,
      updated_by: 0,
    });
    await act({ action: 'chat.write', clientId: `nobody${uids}`, text: 'Добрый день' });
    const [{ uid }] = (await api('GET', `${path}?filter[category][]=chats`)).body._embedded.unsorted;
    const body = { link: { entity_type: 'leads', entity_id: id }, user_id: 0 };
    expect((await api('POST', `${path}/${uid}/link`, body)).status).toBe(200);
  });

  it('sums up with these keys only', async () => {
    const { body } = await api('GET', `${path}/summary?filter[uid]=${row.uid}`);
    const none = { total: 0 };
    expect(body).toEqual({
      total: 1,
      accepted: 0,
      declined: 0,
      average_sort_time: 0,
      categories: { sip: none, mail: none, forms: { total: 1 }, chats: none },
    });
  });

  it('tells of changes of the waiting lead as unsorted[update]', async () => {
    const leadId = row._embedded.leads[0].id;
    await api('PATCH', `/api/v4/leads/${leadId}`, { price: 70 });
    expect((await nextHook()).update[0]).toMatchObject({
      uid: row.uid,
      category: 'forms',
      source_data: { form_id: 'f1' },
      data: { leads: { 0: { id: String(leadId), price: '70' } } },
    });
    expect(hooks()).toHaveLength(1);
    await api('POST', `${path}/${row.uid}/accept`, {});
    await until(() => hooks().some((one) => one.delete));
    receiver.received.length = 0;
    await api('PATCH', `/api/v4/leads/${leadId}`, { price: 80 });
    await api('POST', `${path}/forms`, [form(`after-${uids}`)]);
    expect(Object.keys(await nextHook())).toEqual(['add']);
  });

  it('keeps the last words of a waiting chat', async () => {
    const said = { action: 'chat.write', clientId: `c${uids}`, name: 'Анна' };
    const first = (await act({ ...said, text: 'Добрый день' })).body;
    await act({ ...said, text: 'Вы тут?' });
    const chats = (await api('GET', `${path}?filter[category][]=chats`)).body._embedded.unsorted;
    expect(chats).toMatchObject([{ metadata: { last_message_text: 'Вы тут?' } }]);
    expect(chats[0]._embedded.leads[0].id).toBe(first.leadId);
    for (const [action, text] of [
      ['add', 'Добрый день'],
      ['update', 'Вы тут?'],
    ] as const) {
      const hook = await until(() => hooks().find((one) => one[action]));
      const id = expect.any(String);
      expect(hook[action][0].source_data).toMatchObject({
        client: { id: said.clientId, name: 'Анна' },
        data: { 0: { id, text, manager: '0', date: expect.any(String) } },
      });
    }
  });

  it('is declined with its lead that a person deletes', async () => {
    await act({ action: 'lead.delete', leadId: row._embedded.leads[0].id });
    expect((await api('GET', `${path}/${row.uid}`)).status).toBe(404);
    expect((await nextHook()).delete[0]).toMatchObject({ action: 'decline', uid: row.uid });
    const sums = (await api('GET', `${path}/summary?filter[uid][]=${row.uid}`)).body;
    expect(sums).toMatchObject({ total: 1, declined: 1 });
  });

  it('is accepted by a person who merges its lead into another', async () => {
    const [{ id }] = (await api('POST', '/api/v4/leads', [{ name: 'Старая' }])).body._embedded.leads;
    const contactId = row._embedded.contacts[0].id;
    await act({ action: 'lead.merge', leadId: id, mergedId: row._embedded.leads[0].id });
    expect((await api('GET', `${path}/${row.uid}`)).status).toBe(404);
    expect((await api('GET', `/api/v4/contacts/${contactId}`)).body.is_unsorted).toBe(false);
  });
});
