import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  startTestSandbox,
  withoutLinkQueries,
  type Api,
  type NewAccountReply,
  type TestSandbox,
} from './call-sandbox.js';

type Json = ReturnType<typeof JSON.parse>;

/** Entities 8.4: what value_after and value_before hold, by type. */
describe('shapes of events', () => {
  let sandbox: TestSandbox;
  let account: NewAccountReply & { api: Api };
  let api: Api;
  let userId: number;
  let otherId: number;
  let pipeline: Json;
  let leadId: number;
  let contactId: number;
  let companyId: number;

  const made = async (kind: string, body: unknown): Promise<number> =>
    (await api('POST', `/api/v4/${kind}`, [body])).body._embedded[kind][0].id;
  const act = (action: string, body: object): Promise<Json> =>
    sandbox.control('POST', 'actions', { action, subdomain: 'shapes', ...body });
  const newest = async (type: string): Promise<Json> => {
    const { body, status } = await api('GET', `/api/v4/events?filter[type]=${type}&limit=1`);
    if (status === 204) throw new Error(`no event of type ${type}`);
    return body._embedded.events[0];
  };
  const note = [{ note: { id: expect.any(Number) } }];

  beforeAll(async () => {
    sandbox = await startTestSandbox();
    account = await sandbox.account({ subdomain: 'shapes', users: [{ name: 'Второй' }] });
    api = account.api;
    [userId, otherId] = account.users.map(({ id }) => id) as [number, number];
    pipeline = (await api('GET', '/api/v4/leads/pipelines')).body._embedded.pipelines[0];
    leadId = await made('leads', { name: 'Сделка', price: 5 });
    contactId = await made('contacts', { name: 'Анна' });
    companyId = await made('companies', { name: 'Ромашка' });
  });
  afterAll(() => sandbox.close());

  it('have this model', async () => {
    const event = withoutLinkQueries(await newest('lead_added'));
    expect(event).toEqual({
      id: expect.stringMatching(/^[0-9a-hjkmnp-tv-z]{26}$/),
      type: 'lead_added',
      entity_id: leadId,
      entity_type: 'lead',
      created_by: userId,
      created_at: expect.any(Number),
      value_after: note,
      value_before: [],
      account_id: account.id,
      _links: { self: { href: `https://shapes.amocrm.ru/api/v4/events/${event.id}` } },
      _embedded: {
        entity: {
          id: leadId,
          _links: { self: { href: `https://shapes.amocrm.ru/api/v4/leads/${leadId}` } },
        },
      },
    });
    expect((await api('GET', `/api/v4/events/${event.id}`)).body).toEqual(event);
    const named = await api('GET', `/api/v4/events/${event.id}?with=lead_name`);
    expect(named.body._embedded.entity.name).toBe('Сделка');
    expect((await api('GET', '/api/v4/events/00000000000000000000000000')).status).toBe(204);
  });

  it('of cards', async () => {
    const [first, second] = pipeline._embedded.statuses.filter((one: Json) => one.type === 0);
    await api('PATCH', `/api/v4/leads/${leadId}`, {
      name: 'Новое',
      price: 70,
      status_id: second.id,
      responsible_user_id: otherId,
      tags_to_add: [{ name: 'а' }, { name: 'б' }],
    });
    await api('PATCH', `/api/v4/leads/${leadId}`, { tags_to_delete: [{ name: 'а' }] });
    await api('POST', `/api/v4/leads/${leadId}/link`, [
      { to_entity_id: contactId, to_entity_type: 'contacts' },
    ]);
    const far = { entity: { type: 'lead', id: leadId } };
    const near = { entity: { type: 'contact', id: contactId } };
    const status = ({ id }: Json): Json => [{ lead_status: { id, pipeline_id: pipeline.id } }];
    for (const [type, after, before] of [
      ['contact_added', note, []],
      ['company_added', note, []],
      [
        'name_field_changed',
        [{ name_field_value: { name: 'Новое' } }],
        [{ name_field_value: { name: 'Сделка' } }],
      ],
      ['sale_field_changed', [{ sale_field_value: { sale: 70 } }], [{ sale_field_value: { sale: 5 } }]],
      ['lead_status_changed', status(second), status(first)],
      [
        'entity_responsible_changed',
        [{ responsible_user: { id: otherId } }],
        [{ responsible_user: { id: userId } }],
      ],
      ['entity_tag_added', [{ tag: { name: 'а' } }, { tag: { name: 'б' } }], []],
      ['entity_tag_deleted', [], [{ tag: { name: 'а' } }]],
      ['entity_linked', [{ link: far }], []],
      ['lead_linked', [{ link: far }], []],
      ['contact_linked', [{ link: near }], []],
    ] as const) {
      const event = await newest(type);
      expect([type, event.value_after, event.value_before]).toEqual([type, after, before]);
    }
    await api('POST', `/api/v4/leads/${leadId}/unlink`, [
      { to_entity_id: contactId, to_entity_type: 'contacts' },
    ]);
    expect((await newest('contact_unlinked')).value_after).toEqual([{ unlink: near }]);
  });

  it('of fields, one row with all values', async () => {
    const [field] = (
      await api('POST', '/api/v4/contacts/custom_fields', [
        {
          name: 'Цвета',
          type: 'multiselect',
          enums: ['Синий', 'Белый'].map((value, sort) => ({ value, sort })),
        },
      ])
    ).body._embedded.custom_fields;
    const values = field.enums.map(({ id }: Json) => ({ enum_id: id }));
    await api('PATCH', `/api/v4/contacts/${contactId}`, {
      custom_fields_values: [{ field_id: field.id, values }],
    });
    const event = await newest('custom_field_value_changed');
    const shown = (one: Json): Json => {
      return {
        custom_field_value: { field_id: field.id, field_type: 5, enum_id: one.id, text: one.value },
      };
    };
    expect([event.value_after, event.value_before]).toEqual([field.enums.map(shown), []]);
    const only = `custom_field_${field.id}_value_changed`;
    expect((await newest(only)).id).toBe(event.id);
    const [{ id }] = field.enums;
    const by = `filter[type]=${only}&filter[value_after][custom_field_values]=1,${id}`;
    expect((await api('GET', `/api/v4/events?${by}`)).body._embedded.events).toHaveLength(1);
    const two = await api('GET', `/api/v4/events?filter[type][]=${only}&filter[type][]=lead_added`);
    expect(two.status).toBe(400);
  });

  it('of tasks', async () => {
    const taskId = await made('tasks', { text: 'Звонок', complete_till: 1_900_000_000 });
    await api('PATCH', `/api/v4/tasks/${taskId}`, {
      text: 'Письмо',
      complete_till: 1_900_000_060,
      task_type_id: 2,
    });
    await api('PATCH', `/api/v4/tasks/${taskId}`, { is_completed: true, result: { text: 'Готово' } });
    await act('task.delete', { taskId });
    for (const [type, after, before] of [
      ['task_added', [], []],
      ['task_text_changed', [{ task: { text: 'Письмо' } }], [{ task: { text: 'Звонок' } }]],
      [
        'task_deadline_changed',
        [{ task_deadline: { timestamp: 1_900_000_060 } }],
        [{ task_deadline: { timestamp: 1_900_000_000 } }],
      ],
      ['task_type_changed', [{ task_type: { id: 2 } }], [{ task_type: { id: 1 } }]],
      ['task_completed', [], []],
      ['task_result_added', note, []],
      ['task_deleted', [], []],
    ] as const) {
      const event = await newest(type);
      expect([type, event.entity_type, event.entity_id]).toEqual([type, 'task', taskId]);
      expect([type, event.value_after, event.value_before]).toEqual([type, after, before]);
    }
  });

  it('of notes and calls, by the person who wrote', async () => {
    const call = { uniq: 'u', duration: 1, source: 'pbx', phone: '+79990000000' };
    for (const [noteType, params, type] of [
      ['common', { text: 'т' }, 'common_note_added'],
      ['service_message', { service: 's', text: 'т' }, 'service_note_added'],
      ['extended_service_message', { service: 's', text: 'т' }, 'service_note_added'],
      ['geolocation', { text: 'т', address: 'а', longitude: '1', latitude: '2' }, 'geo_note_added'],
      ['message_cashier', { status: 'created', text: 'т' }, 'message_to_cashier_note_added'],
      ['attachment', { file_uuid: 'f', file_name: 'f.pdf' }, 'attachment_note_added'],
      ['sms_in', { text: 'т', phone: '1' }, 'incoming_sms'],
      ['sms_out', { text: 'т', phone: '1' }, 'outgoing_sms'],
      ['call_in', call, 'incoming_call'],
      ['call_out', call, 'outgoing_call'],
      ['site_visit', {}, 'site_visit_note_added'],
      ['targeting_in', {}, 'targeting_in_note_added'],
      ['targeting_out', {}, 'targeting_out_note_added'],
      ['link_followed', {}, 'link_followed'],
    ] as const) {
      const { noteId } = (await act('note.add', { companyId, noteType, params, userId: otherId })).body;
      const event = await newest(type);
      expect([type, event.value_after, event.value_before]).toEqual([type, [{ note: { id: noteId } }], []]);
      expect(event).toMatchObject({ entity_type: 'company', entity_id: companyId, created_by: otherId });
      const whole = (await api('GET', `/api/v4/events/${event.id}?with=note`)).body.value_after[0].note;
      expect(whole).toMatchObject({ id: noteId, note_type: noteType });
    }
  });

  it('of deleting, restoring and merging', async () => {
    const mergedId = await made('leads', { name: 'Двойник' });
    await act('lead.merge', { leadId, mergedId });
    await act('lead.delete', { leadId });
    await act('lead.restore', { leadId });
    for (const type of ['entity_merged', 'lead_deleted', 'lead_restored'] as const) {
      const event = await newest(type);
      expect(event).toMatchObject({
        entity_type: 'lead',
        entity_id: leadId,
        value_after: [],
        value_before: [],
      });
    }
  });

  it('are not shown of tasks that the caller may not see, nor of customers', async () => {
    const task = { text: 'Тайна', complete_till: 1_700_000_000, entity_id: leadId, entity_type: 'leads' };
    const taskId = await made('tasks', task);
    await act('task.delete', { taskId });
    const rights = { leads: { view: 'M' } };
    const { users, api: theirs } = await sandbox.account({
      subdomain: 'shapes-rights',
      users: [
        { name: 'А', isAdmin: true },
        { name: 'Б', rights },
      ],
    });
    const [{ id }] = (await theirs('POST', '/api/v4/leads', [{}])).body._embedded.leads;
    for (const owner of users)
      await theirs('POST', '/api/v4/tasks', [
        { ...task, entity_id: id, text: owner.name, responsible_user_id: owner.id },
      ]);
    const asSeller = { 'x-context-user-id': String(users[1]?.id) };
    const seen = async (headers?: Record<string, string>): Promise<number> =>
      (await theirs('GET', '/api/v4/events?filter[type]=task_added', undefined, headers)).body._embedded
        .events.length;
    expect([await seen(), await seen(asSeller)]).toEqual([2, 1]);
    const path = '/api/v4/events?filter[value_after][customers_statuses][0][status_id]=1';
    expect((await api('GET', path)).status).toBe(204);
  });

  it('come newest first, at most a hundred, by page', async () => {
    const { body } = await api('GET', '/api/v4/events?limit=100&filter[created_at]=1');
    const ids = body._embedded.events.map(({ id }: Json) => id);
    expect(ids).toEqual([...ids].sort().reverse());
    const [, second] = [ids[0], ids[1]];
    const page = await api('GET', '/api/v4/events?limit=1&page=2');
    expect(page.body._embedded.events[0].id).toBe(second);
    expect(Object.keys(page.body._links)).toEqual(['self', 'next', 'first', 'prev']);
    const many = await api('GET', '/api/v4/events?limit=101');
    expect(many.body._embedded.events.length).toBe(Math.min(50, ids.length));
  });
});
