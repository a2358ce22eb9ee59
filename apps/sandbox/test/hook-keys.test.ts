import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestSandbox, type Api, type Reply, type TestSandbox } from './call-sandbox.js';
import { startHookReceiver, type HookReceiver } from './hook-receiver.js';

type Json = ReturnType<typeof JSON.parse>;

const words = ['lead', 'contact', 'company'];
const settings = [
  ...words.flatMap((one) =>
    ['add', 'update', 'delete', 'restore', 'responsible', 'note'].map((code) => `${code}_${one}`),
  ),
  ...['status_lead', 'add_task', 'update_task', 'delete_task', 'responsible_task', 'add_talk', 'update_talk'],
  ...['add_message', 'add_unsorted', 'update_unsorted', 'delete_unsorted'],
];

const keys = (text: string): string[] => text.split(' ').sort();
const common =
  'id name responsible_user_id date_create last_modified created_user_id modified_user_id account_id created_at updated_at';
const leadKeys = `${common} status_id price pipeline_id`;
const cardKeys = `${common} type`;
const taskKeys =
  'id element_id element_type task_type date_create last_modified complete_till text status account_id created_user_id responsible_user_id created_at updated_at complete_before';

/** Every key of config 7.4 for every kind of change. */
describe('keys of hooks', () => {
  let sandbox: TestSandbox;
  let receiver: HookReceiver;
  let api: Api;
  let subdomain: string;
  let owner: number;
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
    subdomain = `keys${count}`;
    const users = [{ name: 'А', isAdmin: true }, { name: 'М' }];
    const made = await sandbox.account({ subdomain, topLevelDomain, users });
    ({ api } = made);
    [owner, manager] = made.users.map(({ id }) => id) as [number, number];
    const destination = `${receiver.url}/${subdomain}`;
    await api('POST', '/api/v4/webhooks', { destination, settings: codes });
  }
  beforeEach(() => open('amocrm.ru', settings));

  const act = async (action: string, body: object = {}): Promise<Json> => {
    const answer = await sandbox.control('POST', 'actions', { action, subdomain, ...body });
    expect([action, answer.status]).toEqual([action, 200]);
    return answer.body;
  };

  /** What was sent while `work` ran: `code` of each hook with its item, all of them delivered. */
  async function hooksOf(work: () => Promise<unknown>): Promise<{ event: string; item: Json }[]> {
    await sandbox.control('POST', 'deliveries/flush', { subdomain });
    await sandbox.control('POST', 'deliveries/hold', { subdomain });
    const before = (await sandbox.control('GET', `deliveries?subdomain=${subdomain}`)).body.length;
    await work();
    receiver.received = [];
    const sent: Json[] = (await sandbox.control('GET', `deliveries?subdomain=${subdomain}`)).body.slice(
      before,
    );
    await sandbox.control('POST', 'deliveries/flush', { subdomain });
    return sent.map(({ event, body }) => {
      const { body: form } = receiver.received.find(({ text }) => text === body) ?? { body: {} };
      const { account, ...rest } = form;
      expect(account).toMatchObject({ subdomain });
      const actions: Json = Object.values(rest)[0];
      return { event, item: (Object.values(actions)[0] as Json)[0] };
    });
  }

  const only = (hooks: { event: string; item: Json }[], event: string): Json => {
    const found = hooks.filter((one) => one.event === event);
    expect([event, found.length]).toEqual([event, 1]);
    return found[0]?.item;
  };
  const idOf = (answer: Reply, kind: string): number => answer.body._embedded[kind][0].id;

  it('of leads', async () => {
    let id = 0;
    const added = await hooksOf(
      async () => (id = idOf(await api('POST', '/api/v4/leads', [{ name: 'А' }]), 'leads')),
    );
    expect(Object.keys(only(added, 'add_lead')).sort()).toEqual(keys(leadKeys));
    const patch = (body: object) => () => api('PATCH', `/api/v4/leads/${id}`, body);
    const named = await hooksOf(patch({ name: 'Б' }));
    expect(Object.keys(only(named, 'update_lead')).sort()).toEqual(keys(leadKeys));
    const moved = await hooksOf(patch({ status_id: 142 }));
    for (const event of ['update_lead', 'status_lead'])
      expect(Object.keys(only(moved, event)).sort()).toEqual(keys(`${leadKeys} old_status_id`));
    const owned = await hooksOf(patch({ responsible_user_id: manager }));
    const responsible = only(owned, 'responsible_lead');
    expect(Object.keys(responsible).sort()).toEqual(
      keys(`${leadKeys} old_status_id old_responsible_user_id`),
    );
    expect(responsible.old_responsible_user_id).toBe(String(owner));
    expect(Object.keys(only(owned, 'update_lead')).sort()).toEqual(keys(leadKeys));
    const deleted = await hooksOf(() => act('lead.delete', { leadId: id }));
    expect(Object.keys(only(deleted, 'delete_lead')).sort()).toEqual(keys('id status_id pipeline_id'));
    const restored = await hooksOf(() => act('lead.restore', { leadId: id }));
    expect(Object.keys(only(restored, 'restore_lead')).sort()).toEqual(keys(leadKeys));
  });

  it('of contacts and companies, whose updates always tell the owner before', async () => {
    for (const [kind, word] of [
      ['contacts', 'contact'],
      ['companies', 'company'],
    ] as const) {
      let id = 0;
      const added = await hooksOf(
        async () => (id = idOf(await api('POST', `/api/v4/${kind}`, [{ name: 'А' }]), kind)),
      );
      expect(Object.keys(only(added, `add_${word}`)).sort()).toEqual(keys(cardKeys));
      const named = await hooksOf(() => api('PATCH', `/api/v4/${kind}/${id}`, { name: 'Б' }));
      const update = only(named, `update_${word}`);
      expect(Object.keys(update).sort()).toEqual(keys(`${cardKeys} old_responsible_user_id`));
      expect(update.old_responsible_user_id).toBe(String(owner));
      const owned = await hooksOf(() =>
        api('PATCH', `/api/v4/${kind}/${id}`, { responsible_user_id: manager }),
      );
      for (const event of [`update_${word}`, `responsible_${word}`])
        expect(only(owned, event)).toMatchObject({
          responsible_user_id: String(manager),
          old_responsible_user_id: String(owner),
        });
      const key = `${word}Id`;
      const deleted = await hooksOf(() => act(`${word}.delete`, { [key]: id }));
      expect(Object.keys(only(deleted, `delete_${word}`)).sort()).toEqual(keys('id type'));
      const restored = await hooksOf(() => act(`${word}.restore`, { [key]: id }));
      expect(Object.keys(only(restored, `restore_${word}`)).sort()).toEqual(keys(cardKeys));
    }
  });

  it('of tasks, whose updates always tell the text before, but not in the hook of a result', async () => {
    let id = 0;
    const sent = [{ text: 'Позвонить', complete_till: 1_900_000_000 }];
    const added = await hooksOf(async () => (id = idOf(await api('POST', '/api/v4/tasks', sent), 'tasks')));
    expect(Object.keys(only(added, 'add_task')).sort()).toEqual(keys(taskKeys));
    const patch = (body: object) => () => api('PATCH', `/api/v4/tasks/${id}`, body);
    const later = only(await hooksOf(patch({ complete_till: 1_900_000_060 })), 'update_task');
    expect(Object.keys(later).sort()).toEqual(keys(`${taskKeys} action_close old_text`));
    expect(later.old_text).toBe('Позвонить');
    const renamed = only(await hooksOf(patch({ text: 'Написать' })), 'update_task');
    expect(renamed).toMatchObject({ text: 'Написать', old_text: 'Позвонить' });
    const owned = await hooksOf(patch({ responsible_user_id: manager }));
    for (const event of ['update_task', 'responsible_task'])
      expect(Object.keys(only(owned, event)).sort()).toEqual(
        keys(`${taskKeys} action_close old_text main_user modified_by old_responsible_user_id`),
      );
    const closed = await hooksOf(() => act('task.complete', { taskId: id, result: 'Да', from: 'tasks' }));
    expect(closed.map(({ item }) => [item.action_close, item.old_text, item.result?.text])).toEqual([
      ['1', 'Написать', undefined],
      ['0', undefined, 'Да'],
    ]);
    const deleted = await hooksOf(() => act('task.delete', { taskId: id }));
    expect(Object.keys(only(deleted, 'delete_task'))).toEqual(['id']);
  });

  it('of chats', async () => {
    await open('kommo.com', [...settings, 'add_outgoing_message']);
    let talkId = 0;
    const written = await hooksOf(async () => {
      ({ talkId } = await act('chat.write', { text: 'Добрый день', name: 'Анна' }));
    });
    const message = only(written, 'add_message');
    const shared =
      'id chat_id talk_id contact_id text created_at element_type entity_type element_id entity_id type author origin';
    expect(Object.keys(message).sort()).toEqual(keys(shared));
    expect(Object.keys(message.author).sort()).toEqual(keys('id type name avatar_url'));
    const talk =
      'talk_id created_at updated_at rate contact_id chat_id entity_id entity_type is_in_work is_read origin';
    expect(Object.keys(only(written, 'add_talk')).sort()).toEqual(keys(talk));
    const answered = await hooksOf(() => act('chat.answer', { talkId, text: 'Здравствуйте' }));
    const out = only(answered, 'add_outgoing_message');
    expect(Object.keys(out).sort()).toEqual(keys(`${shared} message_type source_id`));
    expect(Object.keys(out.author).sort()).toEqual(keys('id type user_id name'));
    expect(Object.keys(only(answered, 'update_talk')).sort()).toEqual(keys(talk));
  });

  it('of notes: a text and a file', async () => {
    const id = idOf(await api('POST', '/api/v4/leads', [{ name: 'А' }]), 'leads');
    const noteKeys =
      'text attachement date_create note_type element_type element_id catalog_id group_id timestamp_x account_id metadata created_by modified_by main_user_id id created_at updated_at';
    const post = (note: object) => () => api('POST', `/api/v4/leads/${id}/notes`, [note]);
    const text = await hooksOf(post({ note_type: 'common', params: { text: 'Важно' } }));
    const { note } = only(text, 'note_lead');
    expect(Object.keys(note).sort()).toEqual(keys(noteKeys));
    expect(note).toMatchObject({ text: 'Важно', attachement: '', note_type: '4', catalog_id: '0' });
    const params = { file_uuid: 'u', version_uuid: 'v', file_name: 'a.jpg' };
    const file = only(await hooksOf(post({ note_type: 'attachment', params })), 'note_lead').note;
    expect(Object.keys(file).sort()).toEqual(keys(noteKeys));
    expect(file).toMatchObject({ text: 'a.jpg', attachement: 'drive/u/v/a.jpg', note_type: '5' });
    expect(JSON.parse(file.metadata).event_source).toMatchObject({ id: owner, author_name: 'А' });
    const contact = idOf(await api('POST', '/api/v4/contacts', [{ name: 'К' }]), 'contacts');
    const ofContact = await hooksOf(() =>
      api('POST', `/api/v4/contacts/${contact}/notes`, [{ note_type: 'common', params: { text: 'т' } }]),
    );
    expect(only(ofContact, 'note_contact')).toMatchObject({ type: 'contact', note: { element_type: '1' } });
  });

  it('of incoming leads', async () => {
    const item = {
      source_uid: 's',
      source_name: 'Сайт',
      metadata: { form_id: 'f' },
      _embedded: { leads: [{ name: 'А' }], contacts: [{ name: 'К' }] },
    };
    let uid = '';
    const added = await hooksOf(async () => {
      uid = (await api('POST', '/api/v4/leads/unsorted/forms', [item])).body._embedded.unsorted[0].uid;
    });
    const keysOfBoth = 'uid category source_data data pipeline_id account_id';
    expect(Object.keys(only(added, 'add_unsorted')).sort()).toEqual(
      keys(`${keysOfBoth} request_id source_id lead_id date_create created_at`),
    );
    const leadId = Number(only(added, 'add_unsorted').lead_id);
    const changed = await hooksOf(() => act('lead.change', { leadId, name: 'Б' }));
    expect(Object.keys(only(changed, 'update_unsorted')).sort()).toEqual(keys(keysOfBoth));
    const accepted = await hooksOf(() => api('POST', `/api/v4/leads/unsorted/${uid}/accept`, {}));
    expect(Object.keys(only(accepted, 'delete_unsorted')).sort()).toEqual(
      keys('action uid category created_at modified_user_id accept_result'),
    );
  });

  it('of cards that come together: one hook each, which tells the state after the whole write', async () => {
    const sent = {
      name: 'А',
      _embedded: { contacts: [{ name: 'К' }], companies: [{ name: 'ООО' }], tags: [{ name: 'т' }] },
    };
    let row: Json;
    const hooks = await hooksOf(async () => {
      [row] = (await api('POST', '/api/v4/leads/complex', [sent])).body;
    });
    expect(hooks.map(({ event }) => event).sort()).toEqual(['add_company', 'add_contact', 'add_lead']);
    const leads = { [row.id]: { ID: String(row.id) } };
    expect(only(hooks, 'add_contact')).toMatchObject({
      id: String(row.contact_id),
      company_name: 'ООО',
      linked_company_id: String(row.company_id),
      linked_leads_id: leads,
    });
    expect(only(hooks, 'add_company')).toMatchObject({ id: String(row.company_id), linked_leads_id: leads });
    const events = (await api('GET', '/api/v4/events')).body._embedded.events;
    expect(events.filter((one: Json) => one.type === 'entity_linked')).toHaveLength(6);
    const known = await hooksOf(() =>
      api('POST', '/api/v4/leads/complex', [
        { name: 'Б', _embedded: { contacts: [{ id: row.contact_id }] } },
      ]),
    );
    expect(known.map(({ event }) => event).sort()).toEqual(['add_lead', 'update_contact']);
  });
});
