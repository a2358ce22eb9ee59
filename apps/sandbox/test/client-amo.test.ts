import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Amo } from '@shevernitskiy/amo';
import express from 'express';
import { startTestSandbox, type NewAccountReply, type TestSandbox } from './call-sandbox.js';
import { phone, sellerRights, unsortedCall, unsortedForm } from './client-bodies.js';
import { until } from './hook-receiver.js';
import { reachSandbox } from './reach-sandbox.js';

type Json = ReturnType<typeof JSON.parse>;

/** The client's types misspell and omit keys that amoCRM answers; the checks read the answers as they are. */
const loose = (value: unknown): Json => value;

// Its error classes are compiled so that `instanceof` never holds; the answer in `response` tells them apart.

describe('a round of @shevernitskiy/amo', () => {
  let sandbox: TestSandbox;
  let restore: () => Promise<void>;
  let account: NewAccountReply;
  let amo: Amo;
  let listener: Amo;
  let domain: string;
  let receiver: Server;
  let hookUrl: string;
  const hooks: [string, Json][] = [];

  beforeAll(async () => {
    sandbox = await startTestSandbox({ tlsPort: 0 });
    restore = reachSandbox(sandbox);
    account = await sandbox.account({
      subdomain: 'amo-client',
      users: [{ name: 'Владелец', isAdmin: true }, { name: 'Анна' }],
      features: { apiFilter: true },
    });
    domain = 'amo-client.amocrm.ru';
    amo = new Amo(domain, { ...secrets(), grant_type: 'authorization_code', code: account.authCode }, fast);

    listener = new Amo(domain, { ...secrets(), grant_type: 'authorization_code', code: '-' }, fast);
    const handle = listener.webhookHandler();
    const app = express();
    app.post('/hook', express.urlencoded({ extended: true }), (req, res) => {
      const decoded = new Request('http://receiver/hook', { method: 'POST', body: JSON.stringify(req.body) });
      handle(decoded).then(
        (answer) => res.sendStatus(answer.status),
        () => res.sendStatus(500),
      );
    });
    receiver = app.listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    hookUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  });

  afterAll(async () => {
    await restore();
    await sandbox.close();
    receiver.close();
  });

  const fast = { request_delay: 0 };
  const secrets = (): { client_id: string; client_secret: string; redirect_uri: string } => ({
    client_id: account.clientId,
    client_secret: account.clientSecret,
    redirect_uri: account.redirectUri,
  });

  it('exchanges the code, refreshes, and meets its own error for a used refresh token', async () => {
    const shown = await amo.account.getAccount({
      with: ['amojo_id', 'amojo_rights', 'users_groups', 'task_types', 'version', 'entity_names'].concat(
        'datetime_settings',
        'drive_url',
        'is_api_filter_enabled',
      ) as never,
    });
    expect(shown).toMatchObject({ id: account.id, subdomain: 'amo-client', is_api_filter_enabled: true });
    expect(loose(shown)._embedded.task_types).toHaveLength(2);
    const first = amo.token!;
    expect(first).toMatchObject({ token_type: 'Bearer', expires_in: 86_400 });

    const expired = { ...secrets(), ...first, expires_at: 1 };
    amo = new Amo(domain, expired, fast);
    expect((await amo.account.getAccount()).id).toBe(account.id);
    expect(amo.token!.refresh_token).not.toBe(first.refresh_token);
    const late = new Amo(domain, expired, fast);
    await expect(late.account.getAccount()).rejects.toMatchObject({
      response: { status: 401, hint: 'Token has been revoked' },
    });
    const stale = new Amo(domain, { ...secrets(), ...first, expires_at: Date.now() + 1e6 }, fast);
    await expect(stale.account.getAccount()).rejects.toMatchObject({ response: { status: 401 } });
  });

  let pipelineId: number;
  let stageId: number;

  it('makes pipelines and stages, changes and deletes them', async () => {
    const added = await amo.pipeline.addPipelines([
      {
        name: 'Продажи',
        sort: 20,
        is_main: false,
        is_unsorted_on: true,
        request_id: 'p',
        _embedded: {
          statuses: [
            { name: 'Звонок', sort: 10, color: '#fffeb2' },
            { id: 142, name: 'Купил' },
          ],
        },
      },
    ]);
    const made = loose(added)._embedded.pipelines[0];
    expect(made).toMatchObject({ name: 'Продажи', request_id: 'p', is_main: false });
    pipelineId = made.id;
    const names = made._embedded.statuses.map((stage: Json) => stage.name);
    expect(names).toEqual(['Неразобранное', 'Звонок', 'Купил', 'Закрыто и не реализовано']);

    const stages = await amo.pipeline.addStatuses(pipelineId, [{ name: 'Договор', sort: 300 }]);
    stageId = stages._embedded.statuses[0]!.id;
    await amo.pipeline.updateStatusById(stageId, pipelineId, { name: 'Контракт', color: '#ccc8f9' });
    expect(await amo.pipeline.getStatusesById(stageId, pipelineId)).toMatchObject({
      name: 'Контракт',
      sort: 30,
      type: 0,
    });
    expect(await amo.pipeline.updatePipelinesById(pipelineId, { name: 'Продажи 2', sort: 5 })).toMatchObject({
      name: 'Продажи 2',
    });
    expect((await amo.pipeline.getPipelineById(pipelineId)).id).toBe(pipelineId);
    expect(loose(await amo.pipeline.getPipelines())._total_items).toBe(2);

    const extra = await amo.pipeline.addStatuses(pipelineId, [{ name: 'Лишний', sort: 1 }]);
    await amo.pipeline.deleteStatusById(extra._embedded.statuses[0]!.id, pipelineId);
    const left = loose(await amo.pipeline.getStatusesByPipelineId(pipelineId))._embedded.statuses;
    expect(left).toHaveLength(5);
  });

  let fieldId: number;
  let enumId: number;

  it('makes fields and groups', async () => {
    const fields = await amo.custom_fields.addCustomFields('leads', [
      {
        name: 'Источник',
        type: 'select',
        enums: [
          { value: 'Сайт', sort: 1 },
          { value: 'Звонок', sort: 2 },
        ],
      },
      { name: 'Заметка', type: 'textarea' },
    ] as never);
    const [select, note] = loose(fields)._embedded.custom_fields;
    fieldId = select.id;
    enumId = select.enums[1].id;
    const changed = await amo.custom_fields.updateCustomFieldById(fieldId, 'leads', {
      name: 'Откуда',
      enums: [...select.enums, { value: 'Выставка', sort: 3 }],
    });
    expect(
      loose(changed)
        .enums.map((one: Json) => one.id)
        .slice(0, 2),
    ).toEqual([select.enums[0].id, enumId]);
    await amo.custom_fields.updateCustomFields('leads', [{ id: note.id, name: 'Записка' }] as never);
    // The client's own method for groups posts to the path of fields, where a field without a type is refused.
    const wrong = amo.custom_fields.addCustomFieldsGroups('leads', [{ name: 'Прочее', sort: 9 }]);
    await expect(wrong).rejects.toMatchObject({
      response: { 'validation-errors': [{ errors: [{ code: 'FieldMissing', path: 'type' }] }] },
    });
    const group = await amo.raw.post({
      url: '/api/v4/leads/custom_fields/groups',
      payload: [{ name: 'Прочее', sort: 9 }],
    });
    const groupId = loose(group)._embedded.custom_field_groups[0].id;
    await amo.custom_fields.updateCustomFieldsGroupById(groupId, 'leads', {
      name: 'Разное',
      sort: 8,
      fields: [note.id],
    });
    expect(loose(await amo.custom_fields.getCustomFieldById(note.id, 'leads')).group_id).toBe(groupId);
    expect(loose(await amo.custom_fields.getCustomFieldsByGroupId(groupId, 'leads')).name).toBe('Разное');
    expect(loose(await amo.custom_fields.getCustomFieldsGroups('leads'))._total_items).toBeGreaterThan(1);
    await amo.custom_fields.deleteCustomFieldById(note.id, 'leads');
    await amo.custom_fields.deleteCustomFieldsGroupById(groupId, 'leads');
    const page = loose(await amo.custom_fields.getCustomFields('leads', undefined, { limit: 250, page: 1 }));
    expect(page._embedded.custom_fields.map((one: Json) => one.id)).toContain(fieldId);
  });

  it('subscribes to hooks', async () => {
    for (const event of ['leads:add', 'leads:status', 'contacts:add', 'task:add', 'note:leads'] as const) {
      loose(listener).on(event, (payload: unknown) => void hooks.push([event, payload]));
    }
    const settings = ['add_lead', 'status_lead', 'add_contact', 'add_company', 'add_task', 'note_lead'];
    const hook = await amo.webhook.addWebhook({ destination: hookUrl, settings, sort: 10 } as never);
    expect(hook).toMatchObject({ destination: hookUrl, disabled: false });
    expect((await amo.webhook.getWebhooks())._embedded.webhooks).toHaveLength(1);
  });

  let leadId: number;
  let contactId: number;
  let companyId: number;

  it('writes leads one by one, in a batch and complex', async () => {
    const added = await amo.lead.addLeads([
      {
        name: 'Первая',
        price: 1000,
        pipeline_id: pipelineId,
        custom_fields_values: [{ field_id: fieldId, values: [{ enum_id: enumId }] }],
        _embedded: { tags: [{ name: 'важно' }] },
      },
      { name: 'Вторая' },
    ] as never);
    const [first, second] = loose(added)._embedded.leads;
    leadId = first.id;
    await amo.lead.updateLeadById(leadId, { status_id: stageId, pipeline_id: pipelineId, price: 2000 });
    await amo.lead.updateLeads([
      { id: leadId, name: 'Первая!' },
      { id: second.id, price: 5 },
    ]);
    const read = await amo.lead.getLeadById(leadId, { with: ['contacts', 'loss_reason', 'source_id'] });
    expect(read).toMatchObject({ name: 'Первая!', price: 2000, status_id: stageId, pipeline_id: pipelineId });
    expect(loose(read)._embedded.tags[0].name).toBe('важно');
    expect(loose(read).custom_fields_values[0].values).toEqual([
      { value: 'Звонок', enum_id: enumId, enum_code: null },
    ]);
    const found = await amo.lead.getLeads({
      filter: (filter) =>
        filter
          .statuses([[pipelineId, stageId]])
          .range('price', 1500, 2500)
          .custom_field(fieldId, enumId),
      order: { param: 'id', type: 'desc' },
      limit: 10,
    });
    expect(found._embedded.leads.map((lead) => lead.id)).toEqual([leadId]);
    const complex = await amo.lead.addComplex([
      {
        name: 'Сложная',
        _embedded: {
          contacts: [{ first_name: 'Пётр', custom_fields_values: [phone('+79990001122')] }],
          companies: [{ name: 'ООО Ромашка' }],
        },
      },
    ] as never);
    expect(complex[0]).toMatchObject({ merged: false, request_id: ['0'] });
    contactId = complex[0]!.contact_id!;
    companyId = complex[0]!.company_id!;
    await expect(amo.lead.getLeadById(1)).rejects.toThrow(/^204 /);
    await expect(amo.lead.addLeads([{ name: 5 } as never])).rejects.toMatchObject({
      response: { status: 400, 'validation-errors': [{ request_id: '0' }] },
    });
  });

  it('writes contacts and companies and links them', async () => {
    const contacts = await amo.contact.addContacts([
      { name: 'Иван Петров' },
      { first_name: 'Ольга' },
    ] as never);
    const ivan = loose(contacts)._embedded.contacts[0].id;
    await amo.contact.updateContactById(ivan, { name: 'Иван Иванов' });
    await amo.contact.updateContacts([{ id: ivan, custom_fields_values: [phone('+79995556677')] }] as never);
    expect(loose(await amo.contact.getContactById(ivan, { with: ['leads'] })).name).toBe('Иван Иванов');
    const byPhone = await amo.contact.getContacts({ query: '9995556677' });
    expect(byPhone._embedded.contacts.map((one) => one.id)).toEqual([ivan]);

    const companies = await amo.company.addCompanies([{ name: 'Лютик' }] as never);
    const lutik = loose(companies)._embedded.companies[0].id;
    await amo.company.updateCompaniesById(lutik, { name: 'Лютик и Ко' });
    await amo.company.updateCompanies([{ id: lutik, name: 'Лютик и К°' }] as never);
    expect((await amo.company.getCompanyById(lutik)).name).toBe('Лютик и К°');
    expect((await amo.company.getCompanies({ limit: 250 }))._embedded.companies).toHaveLength(2);

    const links = await amo.link.addLinksByEntityId(leadId, 'leads', [
      { to_entity_id: ivan, to_entity_type: 'contacts', metadata: { is_main: true } },
      { to_entity_id: companyId, to_entity_type: 'companies' },
    ] as never);
    expect(links._embedded.links).toHaveLength(2);
    await amo.link.addLinksByEntityType('leads', [
      { entity_id: leadId, to_entity_id: contactId, to_entity_type: 'contacts' },
    ] as never);
    expect((await amo.link.getLinksByEntityId(leadId, 'leads'))._embedded.links).toHaveLength(3);
    const many = await amo.link.getLinksByEntityType('leads', {
      filter: (filter) => filter.multi('entity_id', [leadId]),
    });
    expect(many._embedded.links).toHaveLength(3);
    // The client takes every 204 outside DELETE for "no content", so unlinking ends in its error.
    const unlink = amo.link.deleteLinksByEntityId(leadId, 'leads', [
      { to_entity_id: contactId, to_entity_type: 'contacts' },
    ] as never);
    await expect(unlink).rejects.toThrow(/^204 /);
    expect((await amo.link.getLinksByEntityId(leadId, 'leads'))._embedded.links).toHaveLength(2);
  });

  it('writes tasks, notes and tags', async () => {
    const till = Math.floor(Date.now() / 1000) + 3600;
    const tasks = await amo.task.addTasks([
      { text: 'Позвонить', complete_till: till, entity_id: leadId, entity_type: 'leads', task_type_id: 1 },
    ]);
    const taskId = tasks._embedded.tasks[0]!.id;
    await amo.task.updateTaskById(taskId, { text: 'Позвонить ещё раз' });
    await amo.task.completeTaskById(taskId, { is_completed: true, result: { text: 'Дозвонились' } });
    expect(await amo.task.getTaskById(taskId)).toMatchObject({
      is_completed: true,
      result: { text: 'Дозвонились' },
    });
    const open = await amo.task.getTasks({
      filter: (filter) => filter.single('entity_type', 'leads').multi('entity_id', [leadId]),
      order: { param: 'complete_till', type: 'asc' },
    });
    expect(open._embedded.tasks).toHaveLength(1);

    const notes = await amo.note.addNotes('leads', [
      { entity_id: leadId, note_type: 'common', params: { text: 'Заметка' } },
      { entity_id: leadId, note_type: 'service_message', params: { text: 'Оплата', service: 'Касса' } },
    ] as never);
    const noteId = loose(notes)._embedded.notes[0].id;
    await amo.note.updateNoteById(noteId, 'leads', {
      entity_id: leadId,
      note_type: 'common',
      params: { text: 'Заметка 2' },
    } as never);
    expect(loose(await amo.note.getNotesById(noteId, 'leads')).params.text).toBe('Заметка 2');
    const ofType = await amo.note.getNotesByEntityId(leadId, 'leads', {
      filter: (filter) => filter.multi('note_type', ['service_message']),
    });
    expect(ofType._embedded.notes).toHaveLength(1);
    expect((await amo.note.getNotesByEntityType('leads'))._embedded.notes).toHaveLength(2);

    const tags = await amo.tag.addTags('leads', [{ name: 'vip', color: 'FF8F92' }] as never);
    const tag = tags._embedded.tags[0]!;
    expect(tag.color).toBe('FF8F92');
    await amo.tag.addTagsToEntitiesById(leadId, 'leads', { _embedded: { tags: [{ id: tag.id }] } } as never);
    expect(loose(await amo.lead.getLeadById(leadId))._embedded.tags.map((one: Json) => one.name)).toEqual([
      'vip',
    ]);
    await amo.tag.deleteTagsToEntitiesById(leadId, 'leads', { _embedded: { tags: null } } as never);
    expect(loose(await amo.lead.getLeadById(leadId))._embedded.tags).toEqual([]);
    expect((await amo.tag.getTags('leads', { query: 'vip' }))._embedded.tags).toHaveLength(1);
  });

  it('adds, accepts, declines and counts unsorted leads', async () => {
    const added = await amo.unsorted.addUnsortedForm([
      unsortedForm(pipelineId, 'one'),
      unsortedForm(pipelineId, 'two'),
    ] as never);
    const [one, two] = added._embedded.unsorted.map((row) => row.uid);
    await amo.unsorted.addUnsortedSip([unsortedCall(pipelineId, 'sip-1')] as never);
    const list = await amo.unsorted.getUnsorted({ filter: (filter) => filter.multi('category', ['forms']) });
    expect(list._embedded.unsorted).toHaveLength(2);
    expect((await amo.unsorted.getUnsortedByUid(one!)).uid).toBe(one);
    const accepted = await amo.unsorted.acceptUnsortedByUid(one!, { status_id: stageId });
    expect(loose(accepted)._embedded.leads).toHaveLength(1);
    await amo.unsorted.declineUnsortedByUid(two!);
    expect(await amo.unsorted.getUnsortedSummary()).toMatchObject({ accepted: 1, declined: 1 });
  });

  it('reads events, users, roles and adds calls', async () => {
    const events = await amo.event.getEvents({
      with: ['lead_name'],
      filter: (filter) => filter.single('entity', 'lead').multi('entity_id', [leadId]),
      limit: 100,
    });
    const types = events._embedded.events.map((event) => event.type);
    expect(types).toEqual(expect.arrayContaining(['lead_added', 'lead_status_changed', 'entity_linked']));
    const id = events._embedded.events[0]!.id;
    expect((await amo.event.getEventById(id as never)).id).toBe(id);
    expect(loose(await amo.event.getEventsTypes('ru'))._total_items).toBeGreaterThan(20);

    expect((await amo.user.getUsers({ with: ['role', 'group', 'uuid'] }))._embedded.users).toHaveLength(2);
    expect((await amo.user.getUserById(account.users[0]!.id)).name).toBe('Владелец');
    const roles = await amo.user.addRoles([{ name: 'Продавец', rights: sellerRights } as never]);
    const roleId = loose(roles)._embedded.roles[0].id;
    await amo.user.updateRoleById(roleId, { name: 'Старший', rights: sellerRights } as never);
    expect((await amo.user.getRoleById(roleId)).name).toBe('Старший');
    expect((await amo.user.getRoles())._embedded.roles).toHaveLength(1);
    await amo.user.deleteRoleById(roleId);

    const calls = await amo.call.addCalls([
      { direction: 'inbound', duration: 20, source: 'АТС', phone: '+79990001122', uniq: 'c1' },
    ] as never);
    expect(loose(calls)._embedded.calls).toHaveLength(1);
  });

  it('hears of it all through its own webhook handler', async () => {
    const wanted = ['leads:add', 'leads:status', 'contacts:add', 'task:add', 'note:leads'];
    await until(() => wanted.every((event) => hooks.some(([name]) => name === event)));
    const payload = (name: string): Json => hooks.find(([event]) => event === name)?.[1];
    expect(payload('leads:add')).toMatchObject({ id: String(leadId), name: 'Первая', price: '1000' });
    expect(payload('leads:status')).toMatchObject({ id: String(leadId), status_id: String(stageId) });
    expect(payload('contacts:add')).toMatchObject({ type: 'contact', account_id: String(account.id) });
    expect(payload('task:add')).toMatchObject({ element_id: String(leadId), element_type: '2' });
    expect(payload('note:leads').note ?? payload('note:leads')).toMatchObject({ text: 'Заметка' });
    await amo.webhook.deleteWebhook({ destination: hookUrl });
    await expect(amo.webhook.getWebhooks()).rejects.toThrow(/^204 /);
  });
});
