import http from 'node:http';
import https from 'node:https';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Client } from 'amocrm-js';
import { freePort } from '@hub/local-servers';
import { startTestSandbox, type NewAccountReply, type TestSandbox } from './call-sandbox.js';
import { phone, sellerRights, unsortedCall, unsortedForm } from './client-bodies.js';
import { startHookReceiver, until, type HookReceiver } from './hook-receiver.js';
import { reachSandbox } from './reach-sandbox.js';

type Json = ReturnType<typeof JSON.parse>;

/** What the client's types leave out. */
const loose = (value: unknown): Json => value;

describe('a round of amocrm-js', () => {
  let sandbox: TestSandbox;
  let restore: () => Promise<void>;
  let receiver: HookReceiver;
  let account: NewAccountReply;
  let client: Client;

  beforeAll(async () => {
    // The client prints each error answer and each step of its auth server.
    jest.spyOn(console, 'error').mockImplementation(() => undefined);
    jest.spyOn(console, 'log').mockImplementation(() => undefined);
    sandbox = await startTestSandbox({ tlsPort: 0 });
    restore = reachSandbox(sandbox);
    receiver = await startHookReceiver();
    const port = await freePort();
    account = await sandbox.account({
      subdomain: 'amocrm-js',
      users: [{ name: 'Владелец', isAdmin: true }, { name: 'Анна' }],
      // Its records send back what only reads show, and ask for the tasks of a card without its type.
      features: { apiFilter: true, read_only_keys: 'ignore', task_entity_filter: 'any_type' },
      integration: { redirectUri: `http://127.0.0.1:${port}` },
    });
    client = new Client({ domain: 'amocrm-js', auth: { ...secrets(), state: 'xyz', server: { port } } });
  });

  afterAll(async () => {
    jest.restoreAllMocks();
    await restore();
    await Promise.all([sandbox.close(), receiver.close()]);
  });

  const secrets = (): { client_id: string; client_secret: string; redirect_uri: string } => ({
    client_id: account.clientId,
    client_secret: account.clientSecret,
    redirect_uri: account.redirectUri,
  });

  const get = async (path: string, query?: object): Promise<Json> =>
    (await client.request.get(`/api/v4/${path}`, query)).data;
  const post = async (path: string, body: unknown): Promise<Json> =>
    (await client.request.post(`/api/v4/${path}`, body as object)).data;
  const patch = async (path: string, body: unknown): Promise<Json> =>
    (await client.request.patch(`/api/v4/${path}`, body as object)).data;
  // The client writes the body of a DELETE without a length, which Node then sends unframed; the header mends that.
  const remove = (path: string, body: object = {}): Promise<unknown> =>
    client.request.delete(`/api/v4/${path}`, body, {
      headers: { 'Content-Length': String(Buffer.byteLength(JSON.stringify(body))) },
    });

  /** What a browser does with the link the client prints: it is sent on to the client's own auth server. */
  function followConsent(url: string): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      const consent = https.get(url, (answer) => {
        answer.resume();
        const back = http.get(answer.headers.location ?? '', { agent: false }, (page) => {
          page.resume();
          resolve(page.statusCode);
        });
        back.on('error', reject);
      });
      consent.on('error', reject);
    });
  }

  it('gets the code by its own auth server, exchanges and refreshes', async () => {
    const connected = client.connection.connect();
    const listening = loose(client.connection).authServer;
    await new Promise((resolve) => listening.on('listen', resolve));
    expect(await followConsent(client.auth.getUrl())).toBe(200);
    expect(await connected).toBe(true);
    const first = client.token.getValue()!;
    expect(first).toMatchObject({ token_type: 'Bearer', expires_in: 86_400 });
    await client.token.refresh();
    expect(client.token.getValue()!.refresh_token).not.toBe(first.refresh_token);

    const late = new Client({ domain: 'amocrm-js.amocrm.ru', auth: secrets() });
    late.token.setValue(first);
    await expect(late.token.refresh()).rejects.toMatchObject({
      data: { status: 401, hint: 'Token has been revoked' },
    });
    const byCode = new Client({ domain: 'amocrm-js', auth: { ...secrets(), code: account.authCode } });
    expect(loose(await byCode.request.get('/api/v4/account')).data.subdomain).toBe('amocrm-js');
    const byBearer = new Client({
      domain: 'amocrm-js',
      auth: { ...secrets(), bearer: account.longLivedToken },
    });
    expect(loose(await byBearer.request.get('/api/v4/account')).data.id).toBe(account.id);
  });

  let pipelineId: number;
  let stageId: number;
  let fieldId: number;

  it('reads the account, makes pipelines, stages, fields and groups', async () => {
    const shown = await get('account', { with: 'task_types,users_groups,datetime_settings,version' });
    expect(shown._embedded.task_types).toHaveLength(2);
    const [pipeline] = (
      await post('leads/pipelines', [
        {
          name: 'Продажи',
          sort: 20,
          is_main: false,
          is_unsorted_on: true,
          _embedded: { statuses: [{ name: 'Звонок', sort: 10 }] },
        },
      ])
    )._embedded.pipelines;
    pipelineId = pipeline.id;
    const stages = await post(`leads/pipelines/${pipelineId}/statuses`, [{ name: 'Договор', sort: 300 }]);
    stageId = stages._embedded.statuses[0].id;
    await patch(`leads/pipelines/${pipelineId}/statuses/${stageId}`, { name: 'Контракт' });
    expect((await get(`leads/pipelines/${pipelineId}`))._embedded.statuses[2].name).toBe('Контракт');

    const fields = await post('leads/custom_fields', [
      { name: 'Источник', type: 'select', enums: [{ value: 'Сайт', sort: 1 }] },
    ]);
    fieldId = fields._embedded.custom_fields[0].id;
    const groups = await post('leads/custom_fields/groups', [{ name: 'Прочее', sort: 9 }]);
    const groupId = groups._embedded.custom_field_groups[0].id;
    await patch(`leads/custom_fields/groups/${groupId}`, { fields: [fieldId] });
    expect((await get(`leads/custom_fields/${fieldId}`)).group_id).toBe(groupId);
  });

  it('subscribes to hooks', async () => {
    const settings = ['add_lead', 'status_lead', 'add_contact', 'add_company', 'add_task', 'note_lead'];
    const hook = await post('webhooks', { destination: `${receiver.url}/hook`, settings });
    expect(hook).toMatchObject({ disabled: false, settings });
  });

  let leadId: number;

  it('writes leads as active records, in a batch and complex', async () => {
    const lead = new client.Lead({ name: 'Первая', price: 1000, pipeline_id: pipelineId });
    lead.embeddedTags.add([{ name: 'важно' }]);
    await lead.save();
    leadId = lead.id!;
    const many = await client.leads.create([{ name: 'Вторая' }, { name: 'Третья', price: 3 }]);
    expect(many.map((one) => typeof one.id)).toEqual(['number', 'number']);
    const update = { id: leadId, pipeline_id: pipelineId, status_id: stageId, price: 2000 };
    await client.leads.update([update]);
    const read = (await client.leads.getById(leadId, { with: ['contacts', 'loss_reason'] as never }))!;
    expect(read).toMatchObject({ name: 'Первая', price: 2000, status_id: stageId });
    expect(read.embeddedTags.get()).toMatchObject([{ name: 'важно' }]);

    const [complex] = await post('leads/complex', [
      {
        name: 'Сложная',
        _embedded: {
          contacts: [{ first_name: 'Пётр', custom_fields_values: [phone('+79990001122')] }],
          companies: [{ name: 'ООО Ромашка' }],
        },
      },
    ]);
    expect(complex).toMatchObject({ merged: false, contact_id: expect.any(Number) });
    const refused = client.leads.create([{ name: 'А', status_id: 1 }]);
    await expect(refused).rejects.toMatchObject({ data: { status: 400 } });
  });

  it('walks through the pages of a list', async () => {
    const pages = await client.leads.get({ limit: 3, order: { id: 'asc' } } as never);
    expect(pages.getData()).toHaveLength(3);
    expect(pages.hasNext()).toBe(true);
    await pages.next();
    expect(pages.getPage()).toBe(2);
    expect(pages.getData()).toHaveLength(1);
    expect(pages.hasNext()).toBe(false);
    await pages.prev();
    expect(pages.getPage()).toBe(1);
    const found = await client.leads.get({ filter: { id: [leadId] } } as never);
    expect(found.getData().map((one) => one.id)).toEqual([leadId]);
  });

  it('saves records it has read, which sends their read-only keys back', async () => {
    const lead = (await client.leads.getById(leadId, { with: ['contacts'] }))!;
    lead.name = 'Первая!';
    await lead.save();
    expect(loose(await lead.fetch())).toMatchObject({ name: 'Первая!', price: 2000, status_id: stageId });
    lead.embeddedTags.remove();
    await lead.save();
    expect(loose(await lead.fetch()).embeddedTags.length).toBe(0);
    const [company] = await client.companies.create([{ name: 'Клевер' }]);
    const read = (await client.companies.getById(company!.id!))!;
    read.name = 'Клевер и Ко';
    await read.save();
    expect(loose(await read.fetch()).name).toBe('Клевер и Ко');
  });

  it('writes contacts, companies, links and tasks', async () => {
    const contact = new client.Contact({
      name: 'Иван Петров',
      custom_fields_values: [phone('+79995556677')] as never,
    });
    await contact.save();
    await client.contacts.update([{ id: contact.id!, first_name: 'Иван', last_name: 'Иванов' }]);
    expect(loose(await contact.fetch()).name).toBe('Иван Иванов');
    const [company] = await client.companies.create([{ name: 'Лютик' }]);
    const links = await post(`leads/${leadId}/link`, [
      { to_entity_id: contact.id, to_entity_type: 'contacts', metadata: { is_main: true } },
      { to_entity_id: company!.id, to_entity_type: 'companies' },
    ]);
    expect(links._embedded.links).toHaveLength(2);
    await post(`leads/${leadId}/unlink`, [{ to_entity_id: company!.id, to_entity_type: 'companies' }]);
    expect((await get(`leads/${leadId}/links`))._embedded.links).toHaveLength(1);

    const complete_till = Math.floor(Date.now() / 1000) + 3600;
    const lead = (await client.leads.getById(leadId))!;
    const [task] = await lead.tasks.create([{ text: 'Позвонить', complete_till }]);
    await client.tasks.update([{ id: task!.id, is_completed: true, result: { text: 'Готово' } }]);
    // It sends `entity_type` outside the filter.
    expect((await lead.tasks.get()).getData()).toMatchObject([{ id: task!.id, text: 'Позвонить' }]);
    const ofLead = await client.tasks.get({ filter: { entity_type: 'leads', entity_id: [leadId] } } as never);
    expect(ofLead.getData()).toMatchObject([{ text: 'Позвонить', is_completed: true }]);
  });

  it('writes notes and tags, handles unsorted leads, reads events, users and roles', async () => {
    const notes = await post(`leads/${leadId}/notes`, [{ note_type: 'common', params: { text: 'Заметка' } }]);
    const noteId = notes._embedded.notes[0].id;
    await patch(`leads/${leadId}/notes/${noteId}`, { note_type: 'common', params: { text: 'Заметка 2' } });
    expect((await get(`leads/notes/${noteId}`)).params.text).toBe('Заметка 2');
    const [tag] = await client.leads.tags.create([{ name: 'vip' } as never]);
    expect((await client.leads.tags.get({ filter: { name: 'vip' } })).getData()[0]!.id).toBe(tag!.id);

    const added = await post('leads/unsorted/forms', [
      unsortedForm(pipelineId, 'one'),
      unsortedForm(pipelineId, 'two'),
    ]);
    await post('leads/unsorted/sip', [unsortedCall(pipelineId, 'sip-1')]);
    const [one, two] = added._embedded.unsorted;
    await post(`leads/unsorted/${one.uid}/accept`, { status_id: stageId });
    await remove(`leads/unsorted/${two.uid}/decline`, {});
    expect(await get('leads/unsorted/summary')).toMatchObject({ accepted: 1, declined: 1 });

    const events = await get('events', { filter: { entity: 'lead', entity_id: [leadId] } });
    const types = events._embedded.events.map((event: Json) => event.type);
    expect(types).toEqual(expect.arrayContaining(['lead_added', 'lead_status_changed', 'entity_linked']));
    expect((await get('users', { with: 'role,group' }))._embedded.users).toHaveLength(2);
    const roles = await post('roles', [{ name: 'Продавец', rights: sellerRights }]);
    await remove(`roles/${roles._embedded.roles[0].id}`);
  });

  it('caused the hooks it asked for', async () => {
    const has = (path: string): boolean =>
      receiver.received.some(({ text }) => decodeURIComponent(text).includes(path));
    const wanted = ['leads[add]', 'leads[status]', 'contacts[add]', 'task[add]', 'leads[note]'];
    await until(() => wanted.every(has));
    await remove('webhooks', { destination: `${receiver.url}/hook` });
    expect(await get('webhooks')).toEqual({});
  });
});
