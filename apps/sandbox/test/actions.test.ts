import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createHmac } from 'node:crypto';
import type { Change } from '../src/changes/change.js';
import {
  startTestSandbox,
  type Api,
  type NewAccountReply,
  type Reply,
  type TestSandbox,
} from './call-sandbox.js';
import { startHookReceiver } from './hook-receiver.js';

describe('actions of people', () => {
  let sandbox: TestSandbox;
  let account: NewAccountReply;
  let api: Api;
  let subdomain: string;
  let published: Change[] = [];
  let count = 0;

  beforeAll(async () => {
    sandbox = await startTestSandbox();
    sandbox.sandbox.subscribers.push((_sandbox, _account, changes) => published.push(...changes));
  });
  afterAll(() => sandbox.close());
  beforeEach(async () => {
    count += 1;
    subdomain = `people${count}`;
    const made = await sandbox.account({ subdomain, users: [{ name: 'Менеджер' }] });
    account = made;
    ({ api } = made);
    published = [];
  });

  const manager = (): number => account.users.find((user) => !user.isAdmin)!.id;
  const act = (action: string, body: object = {}): Promise<Reply> =>
    sandbox.control('POST', 'actions', { action, subdomain, userId: manager(), ...body });
  const kinds = (): string[] => published.map((change) => change.kind);

  it('creates, moves and changes a lead in the name of the person', async () => {
    const { leadId } = (await act('lead.create', { name: 'Звонок', price: 10 })).body;
    const pipelines = (await api('GET', '/api/v4/leads/pipelines')).body._embedded.pipelines;
    const stages = pipelines[0]._embedded.statuses;
    expect((await act('lead.move', { leadId, statusId: stages[2].id })).status).toBe(200);
    expect(
      (await act('lead.change', { leadId, name: 'Заявка', price: 20, responsibleUserId: manager() })).status,
    ).toBe(200);
    const lead = (await api('GET', `/api/v4/leads/${leadId}`)).body;
    expect(lead).toMatchObject({
      name: 'Заявка',
      price: 20,
      status_id: stages[2].id,
      responsible_user_id: manager(),
      updated_by: manager(),
      created_by: manager(),
    });
    expect(kinds()).toEqual(['added', 'stage', 'name', 'price']);
    expect(published.every((change) => change.author === manager() && change.via === 'person')).toBe(true);
    await act('lead.move', { leadId, statusId: 143 });
    expect((await api('GET', `/api/v4/leads/${leadId}`)).body.status_id).toBe(143);
    await act('lead.move', { leadId, statusId: stages[0].id });
    expect((await api('GET', `/api/v4/leads/${leadId}`)).body.status_id).toBe(stages[0].id);
  });

  it('fills and clears a field', async () => {
    const [field] = (await api('POST', '/api/v4/leads/custom_fields', [{ name: 'Город', type: 'text' }])).body
      ._embedded.custom_fields;
    const { leadId } = (await act('lead.create')).body;
    await act('field.fill', { leadId, fieldId: field.id, value: 'Омск' });
    const filled = (await api('GET', `/api/v4/leads/${leadId}`)).body.custom_fields_values;
    expect(filled[0].values).toEqual([{ value: 'Омск' }]);
    await act('field.fill', { leadId, fieldId: field.id, value: null });
    expect((await api('GET', `/api/v4/leads/${leadId}`)).body.custom_fields_values).toBeNull();
  });

  it.each([
    ['contacts', 'contactId', 'contact.create'],
    ['companies', 'companyId', 'company.create'],
  ])('fills a field of %s', async (type, key, create) => {
    const [field] = (await api('POST', `/api/v4/${type}/custom_fields`, [{ name: 'Город', type: 'text' }]))
      .body._embedded.custom_fields;
    const id: number = (await act(create, { name: 'Карточка' })).body[key];
    const filled = await act('field.fill', { [key]: id, fieldId: field.id, value: 'Омск' });
    expect(filled).toMatchObject({ status: 200, body: { [key]: id } });
    const shown = (await api('GET', `/api/v4/${type}/${id}`)).body;
    expect(shown.custom_fields_values).toMatchObject([{ field_id: field.id, values: [{ value: 'Омск' }] }]);
    const { leadId } = (await act('lead.create')).body;
    const both = await act('field.fill', { leadId, [key]: id, fieldId: field.id, value: 'Омск' });
    expect(both.body['validation-errors'][0].errors[0].path).toBe(key);
    const foreign = await act('field.fill', { leadId, fieldId: field.id, value: 'Омск' });
    expect(foreign.body['validation-errors'][0].errors[0].path).toBe('fieldId');
  });

  it('refuses bad input and names the field', async () => {
    const { leadId } = (await act('lead.create')).body;
    for (const [action, body, path] of [
      ['lead.move', { leadId }, 'statusId'],
      ['lead.move', { leadId: 1, statusId: 142 }, 'leadId'],
      ['lead.move', { leadId, statusId: 5 }, 'statusId'],
      ['lead.change', { leadId, price: 'x' }, 'price'],
      ['lead.change', { leadId, responsibleUserId: 1 }, 'responsibleUserId'],
      ['field.fill', { leadId, fieldId: 1, value: 'x' }, 'fieldId'],
      ['field.fill', { leadId, fieldId: 1 }, 'value'],
    ] as const) {
      const refused = await act(action, body);
      expect(refused.status).toBe(400);
      expect(refused.body['validation-errors'][0].errors.map((one: { path: string }) => one.path)).toContain(
        path,
      );
    }
    expect((await act('lead.explode')).body).toMatchObject({ status: 400, field: 'action' });
    expect((await act('lead.create', { userId: 1 })).body).toMatchObject({ status: 400, field: 'userId' });
    expect((await act('lead.create', { subdomain: 'nobody' })).status).toBe(404);
  });

  it('deletes, restores and merges leads, deletes a contact', async () => {
    const make = async (): Promise<number> => (await act('lead.create', { name: 'Дубль' })).body.leadId;
    const [leadId, mergedId] = [await make(), await make()];
    await act('lead.delete', { leadId });
    expect((await api('GET', `/api/v4/leads/${leadId}`)).status).toBe(204);
    expect((await act('lead.delete', { leadId })).status).toBe(400);
    await act('lead.restore', { leadId });
    expect((await act('lead.restore', { leadId })).status).toBe(409);
    expect((await api('GET', `/api/v4/leads/${leadId}`)).body.name).toBe('Дубль');
    const sent = [{ name: 'Анна' }];
    const contactId = (await api('POST', '/api/v4/contacts', sent)).body._embedded.contacts[0].id;
    await api('POST', `/api/v4/leads/${mergedId}/link`, [
      { to_entity_id: contactId, to_entity_type: 'contacts' },
    ]);
    expect((await act('lead.merge', { leadId, mergedId: leadId })).status).toBe(400);
    expect((await act('lead.merge', { leadId, mergedId })).status).toBe(200);
    expect((await api('GET', `/api/v4/leads/${mergedId}`)).status).toBe(204);
    const merged = (await api('GET', `/api/v4/leads/${leadId}?with=contacts`)).body;
    expect(merged._embedded.contacts[0].id).toBe(contactId);
    await act('contact.delete', { contactId });
    expect((await api('GET', `/api/v4/contacts/${contactId}`)).status).toBe(204);
    expect(kinds()).toEqual(expect.arrayContaining(['deleted', 'restored', 'merged']));
  });

  it('merges contacts: what the one that vanishes had is silently the other one’s', async () => {
    const made = async (path: string, key: string, item: object): Promise<number> =>
      (await api('POST', `/api/v4/${path}`, [item])).body._embedded[key][0].id;
    const phone = (value: string) => ({
      custom_fields_values: [{ field_code: 'PHONE', values: [{ value, enum_code: 'WORK' }] }],
    });
    const contactId = await made('contacts', 'contacts', { name: 'Анна', ...phone('+79990000001') });
    const mergedId = await made('contacts', 'contacts', { name: 'Аня', ...phone('+79990000002') });
    const leadId = await made('leads', 'leads', {
      name: 'Окна',
      _embedded: { contacts: [{ id: mergedId }] },
    });
    const on = { entity_type: 'contacts', entity_id: mergedId };
    const taskId = await made('tasks', 'tasks', { text: 'Позвонить', complete_till: 1_900_000_000, ...on });
    const lead = async () => (await api('GET', `/api/v4/leads/${leadId}?with=contacts`)).body;
    const before = await lead();
    await sandbox.control('POST', 'clock', { advanceMs: 5_000 });
    expect((await act('contact.merge', { contactId, mergedId: contactId })).status).toBe(400);
    expect((await act('contact.merge', { contactId, mergedId })).status).toBe(200);
    expect((await api('GET', `/api/v4/contacts/${mergedId}`)).status).toBe(204);
    const after = await lead();
    expect(after).toMatchObject({ updated_at: before.updated_at });
    expect(after._embedded.contacts).toMatchObject([{ id: contactId, is_main: true }]);
    expect((await api('GET', `/api/v4/tasks/${taskId}`)).body.entity_id).toBe(contactId);
    const { custom_fields_values: values } = (await api('GET', `/api/v4/contacts/${contactId}`)).body;
    expect(values[0].values.map((one: { value: string }) => one.value)).toEqual([
      '+79990000001',
      '+79990000002',
    ]);
    const { events } = (await api('GET', '/api/v4/events?filter[type]=entity_merged')).body._embedded;
    expect(events[0]).toMatchObject({ entity_type: 'contact', entity_id: contactId, value_after: [] });
  });

  it('keeps or drops the values of a lead that goes into another one, and names neither in the other', async () => {
    const fields = [1, 2].map((one) => ({ name: `Поле ${one}`, type: 'text' }));
    const made = await api('POST', '/api/v4/leads/custom_fields', fields);
    const [both, lone] = made.body._embedded.custom_fields.map((one: { id: number }) => one.id);
    const filled = (value: string, ids: number[]): object => ({
      fields: ids.map((id) => ({ field_id: id, values: [{ value }] })),
    });
    for (const [rule, kept] of [
      [undefined, true],
      ['keep', true],
      ['drop', false],
    ] as const) {
      if (rule) await sandbox.control('PATCH', `accounts/${subdomain}`, { features: { merge_values: rule } });
      const { leadId } = (await act('lead.create', filled('свой', [both]))).body;
      const { leadId: mergedId } = (await act('lead.create', filled('чужой', [both, lone]))).body;
      await act('lead.merge', { leadId, mergedId });
      const { custom_fields_values: values } = (await api('GET', `/api/v4/leads/${leadId}`)).body;
      const shown = values.map((one: { field_id: number; values: unknown[] }) => [one.field_id, one.values]);
      const own = [both, [{ value: 'свой' }]];
      expect([rule, shown]).toEqual([rule, kept ? [own, [lone, [{ value: 'чужой' }]]] : [own]]);
      const [event] = (await api('GET', '/api/v4/events?filter[type]=entity_merged')).body._embedded.events;
      expect(event).toMatchObject({ value_after: [], value_before: [] });
      expect(JSON.stringify(event)).not.toContain(String(mergedId));
    }
  });

  it('keeps the minor units of a price, which read as a whole number beside', async () => {
    const { leadId } = (await act('lead.create', { name: 'Окна', price: 1999.9 })).body;
    const read = async (): Promise<object> => (await api('GET', `/api/v4/leads/${leadId}`)).body;
    expect(await read()).toMatchObject({ price: 1999, price_with_minor_units: 1999.9 });
    await api('PATCH', `/api/v4/leads/${leadId}`, { price: 0.01 });
    expect(await read()).toMatchObject({ price: 0, price_with_minor_units: 0.01 });
    const sent = [{ name: 'А', price: 1999.9 }];
    for (const path of ['leads', 'leads/complex']) {
      const made = await api('POST', `/api/v4/${path}`, sent);
      const id = path === 'leads' ? made.body._embedded.leads[0].id : made.body[0].id;
      const lead = (await api('GET', `/api/v4/leads/${id}`)).body;
      expect(lead).toMatchObject({ price: 1999, price_with_minor_units: 1999.9 });
    }
    await sandbox.control('PATCH', `accounts/${subdomain}`, { features: { price_minor_units: false } });
    expect(await read()).not.toHaveProperty('price_with_minor_units');
    expect((await api('POST', '/api/v4/leads', sent)).status).toBe(400);
  });

  it('lets a stranger write: contact, unsorted lead, talk; then a user answers and closes', async () => {
    const first = await act('chat.write', {
      text: 'Сколько стоит?',
      clientId: 'tg1',
      name: 'Анна',
      phone: '+79990000000',
    });
    expect(first.status).toBe(200);
    const { leadId, talkId, contactId } = first.body;
    const lead = (await api('GET', `/api/v4/leads/${leadId}`)).body;
    const [pipeline] = (await api('GET', '/api/v4/leads/pipelines')).body._embedded.pipelines;
    expect(lead).toMatchObject({ status_id: pipeline._embedded.statuses[0].id, created_by: 0 });
    expect((await api('GET', '/api/v4/contacts')).status).toBe(204);
    expect(kinds()).toEqual(expect.arrayContaining(['added', 'unsorted_added', 'talk_added', 'message']));
    expect((await act('chat.write', { text: 'Алло', clientId: 'tg1' })).body).toMatchObject({
      leadId,
      talkId,
      contactId,
    });
    await act('lead.move', { leadId, statusId: pipeline._embedded.statuses[1].id });
    expect((await api('GET', `/api/v4/contacts/${contactId}`)).body.name).toBe('Анна');
    expect((await act('chat.answer', { talkId, text: 'Здравствуйте' })).status).toBe(200);
    expect(published.at(-1)).toMatchObject({ kind: 'talk_updated', author: manager() });
    await act('chat.close', { talkId });
    expect((await act('chat.answer', { talkId, text: 'Ещё' })).status).toBe(409);
    expect((await act('chat.write', { text: 'Снова', clientId: 'tg1' })).body.talkId).not.toBe(talkId);
  });

  it('adds, completes and deletes a task, writes a note', async () => {
    const { leadId } = (await act('lead.create')).body;
    const { taskId } = (await act('task.add', { leadId, text: 'Позвонить' })).body;
    expect((await api('GET', `/api/v4/tasks/${taskId}`)).body).toMatchObject({
      entity_id: leadId,
      entity_type: 'leads',
      is_completed: false,
      created_by: manager(),
    });
    await act('task.complete', { taskId, result: 'Договорились' });
    expect((await api('GET', `/api/v4/tasks/${taskId}`)).body).toMatchObject({
      is_completed: true,
      result: { text: 'Договорились' },
      updated_by: manager(),
    });
    await act('task.delete', { taskId });
    expect((await act('task.delete', { taskId })).status).toBe(400);
    const { noteId } = (await act('note.add', { leadId, text: 'Важно' })).body;
    expect((await api('GET', `/api/v4/leads/notes/${noteId}`)).body.params.text).toBe('Важно');
  });

  it('renames and archives pipelines, renames stages', async () => {
    const [pipeline] = (await api('GET', '/api/v4/leads/pipelines')).body._embedded.pipelines;
    const pipelineId = pipeline.id;
    const statusId = pipeline._embedded.statuses[1].id;
    await act('pipeline.rename', { pipelineId, name: 'Продажи' });
    await act('stage.rename', { pipelineId, statusId, name: 'Новая' });
    const after = (await api('GET', `/api/v4/leads/pipelines/${pipelineId}`)).body;
    expect(after.name).toBe('Продажи');
    expect(after._embedded.statuses[1].name).toBe('Новая');
    expect((await act('pipeline.archive', { pipelineId })).status).toBe(409);
    const sent = [
      {
        name: 'Вторая',
        sort: 2,
        is_main: false,
        is_unsorted_on: true,
        _embedded: { statuses: [{ name: 'A' }] },
      },
    ];
    const made = (await api('POST', '/api/v4/leads/pipelines', sent)).body._embedded.pipelines[0];
    await act('pipeline.archive', { pipelineId: made.id });
    expect((await api('GET', `/api/v4/leads/pipelines/${made.id}`)).body.is_archive).toBe(true);
    expect((await act('stage.rename', { pipelineId, statusId: 5, name: 'x' })).status).toBe(400);
  });

  it('removes a user and hands over the cards', async () => {
    const admin = account.users.find((user) => user.isAdmin)!.id;
    const { leadId } = (await act('lead.create', { responsibleUserId: manager() })).body;
    const removal = { removedUserId: manager(), heirId: admin, userId: admin };
    expect((await act('user.remove', removal)).body).toMatchObject({ handedOver: 1 });
    expect((await api('GET', `/api/v4/leads/${leadId}`)).body.responsible_user_id).toBe(admin);
    expect((await act('user.remove', { removedUserId: admin, userId: admin })).status).toBe(409);
  });

  it('grants access and switches the integration off with a signed hook', async () => {
    const receiver = await startHookReceiver();
    const integration = { redirectUri: `${receiver.url}/oauth`, disconnectUri: `${receiver.url}/off` };
    const made = await sandbox.account({ subdomain: `${subdomain}b`, integration });
    const owner = { subdomain: made.subdomain, userId: made.users[0]!.id };
    const given = (await act('integration.grant', { ...owner, state: 'xyz' })).body.url;
    const params = new URL(given).searchParams;
    expect(params.get('referer')).toBe(`${made.subdomain}.amocrm.ru`);
    expect(params.get('state')).toBe('xyz');
    expect((await act('integration.grant', { ...owner, send: true })).body.status).toBe(200);
    expect(receiver.received[0]).toMatchObject({
      method: 'GET',
      path: expect.stringContaining('from_widget=1'),
    });
    const token = await sandbox.call('POST', '/oauth2/access_token', {
      host: `${made.subdomain}.amocrm.ru`,
      body: {
        client_id: made.clientId,
        client_secret: made.clientSecret,
        grant_type: 'authorization_code',
        code: params.get('code'),
        redirect_uri: integration.redirectUri,
      },
    });
    expect(token.status).toBe(200);
    const off = (await act('integration.disable', owner)).body;
    expect(off.hookStatus).toBe(200);
    const signature = createHmac('sha256', made.clientSecret)
      .update(`${made.clientId}|${made.id}`)
      .digest('hex');
    expect(new URL(off.hookUrl).searchParams.get('signature')).toBe(signature);
    expect(receiver.received.at(-1)!.path).toContain('/off?account_id=');
    expect((await made.api('GET', '/api/v4/account')).status).toBe(401);
    expect((await act('integration.disable', owner)).status).toBe(409);
    await receiver.close();
  });
});
