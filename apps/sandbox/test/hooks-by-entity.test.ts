import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { QueryTree } from '../src/http/query.js';
import { startTestSandbox, type Api, type Reply, type TestSandbox } from './call-sandbox.js';
import { startHookReceiver, until, type HookReceiver } from './hook-receiver.js';

const entities = ['lead', 'contact', 'company'];
const settings = [
  ...entities.flatMap((one) =>
    ['add', 'update', 'delete', 'responsible', 'note'].map((code) => `${code}_${one}`),
  ),
  ...['add_task', 'update_task', 'delete_task', 'responsible_task', 'add_talk', 'update_talk'],
  ...['add_message', 'add_unsorted', 'delete_unsorted', 'restore_lead'],
];

describe('hooks of each entity', () => {
  let sandbox: TestSandbox;
  let receiver: HookReceiver;
  let api: Api;
  let subdomain: string;
  let manager: number;
  let count = 0;

  beforeAll(async () => {
    sandbox = await startTestSandbox();
    receiver = await startHookReceiver();
  });
  afterAll(async () => {
    await sandbox.close();
    await receiver.close();
  });
  async function open(topLevelDomain: string, codes: readonly string[]): Promise<void> {
    count += 1;
    subdomain = `entity${count}`;
    const made = await sandbox.account({ subdomain, topLevelDomain, users: [{ name: 'Менеджер' }] });
    ({ api } = made);
    manager = made.users.find((user) => !user.isAdmin)!.id;
    await api('POST', '/api/v4/webhooks', { destination: `${receiver.url}/${subdomain}`, settings: codes });
    receiver.received = [];
  }
  beforeEach(() => open('amocrm.ru', settings));

  const act = (action: string, body: object): Promise<Reply> =>
    sandbox.control('POST', 'actions', { action, subdomain, userId: manager, ...body });
  /** The first item under `entity[action]`, once it has come. */
  const hook = (entity: string, action: string): Promise<QueryTree> =>
    until(() => {
      const hit = receiver.received.find(
        ({ path, body }) => path === `/${subdomain}` && body[entity]?.[action],
      );
      return hit?.body[entity][action][0];
    });
  const idOf = ({ body }: Reply, key: string): number => body._embedded[key][0].id;

  it('contacts and companies', async () => {
    const contact = idOf(await api('POST', '/api/v4/contacts', [{ name: 'Анна' }]), 'contacts');
    expect(await hook('contacts', 'add')).toMatchObject({
      id: String(contact),
      name: 'Анна',
      type: 'contact',
    });
    await api('PATCH', `/api/v4/contacts/${contact}`, { responsible_user_id: manager });
    expect(await hook('contacts', 'update')).toMatchObject({
      id: String(contact),
      responsible_user_id: String(manager),
    });
    await act('contact.delete', { contactId: contact });
    expect(await hook('contacts', 'delete')).toEqual({ id: String(contact), type: 'contact' });
    receiver.received = [];
    const company = idOf(await api('POST', '/api/v4/companies', [{ name: 'ООО' }]), 'companies');
    expect(await hook('contacts', 'add')).toMatchObject({ id: String(company), type: 'company' });
  });

  it('tasks', async () => {
    const { leadId } = (await act('lead.create', {})).body;
    const sent = { text: 'Позвонить', complete_till: 1_900_000_000, entity_id: leadId, entity_type: 'leads' };
    const task = idOf(await api('POST', '/api/v4/tasks', [sent]), 'tasks');
    expect(await hook('task', 'add')).toMatchObject({
      id: String(task),
      element_id: String(leadId),
      element_type: '2',
    });
    await act('task.complete', { taskId: task, result: 'Да' });
    expect(await hook('task', 'update')).toMatchObject({ action_close: '1', result: { text: 'Да' } });
    await act('task.delete', { taskId: task });
    expect(await hook('task', 'delete')).toEqual({ id: String(task) });
  });

  it('notes', async () => {
    const { leadId } = (await act('lead.create', {})).body;
    await api('POST', `/api/v4/leads/${leadId}/notes`, [{ note_type: 'common', params: { text: 'Привет' } }]);
    expect(await hook('leads', 'note')).toMatchObject({
      note: { text: 'Привет', note_type: '4', element_id: String(leadId), created_by: expect.any(String) },
    });
  });

  it('leads thrown away and taken back', async () => {
    const { leadId } = (await act('lead.create', {})).body;
    await act('lead.delete', { leadId });
    expect(Object.keys(await hook('leads', 'delete'))).toEqual(['id', 'status_id', 'pipeline_id']);
    await act('lead.restore', { leadId });
    expect(await hook('leads', 'restore')).toMatchObject({
      id: String(leadId),
      modified_user_id: String(manager),
    });
  });

  it('chats and incoming leads', async () => {
    await open('kommo.com', [...settings, 'add_outgoing_message']);
    const { leadId, talkId } = (await act('chat.write', { text: 'Добрый день', name: 'Анна' })).body;
    expect(await hook('unsorted', 'add')).toMatchObject({ category: 'chats', lead_id: String(leadId) });
    expect(await hook('talk', 'add')).toMatchObject({ talk_id: String(talkId), is_in_work: '1' });
    expect(await hook('message', 'add')).toMatchObject({ text: 'Добрый день', type: 'incoming' });
    await act('chat.answer', { talkId, text: 'Здравствуйте' });
    expect(await hook('outgoing_message', 'add')).toMatchObject({ author: { user_id: String(manager) } });
    expect(await hook('talk', 'update')).toMatchObject({ talk_id: String(talkId), is_read: '1' });
    const [pipeline] = (await api('GET', '/api/v4/leads/pipelines')).body._embedded.pipelines;
    await act('lead.move', { leadId, statusId: pipeline._embedded.statuses[1].id });
    expect(await hook('unsorted', 'delete')).toMatchObject({
      action: 'accept',
      accept_result: { leads: { 0: String(leadId) } },
    });
  });
});
