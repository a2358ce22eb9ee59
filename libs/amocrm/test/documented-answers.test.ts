import { describe, expect, it } from '@jest/globals';
import {
  createCompany,
  createComplexLeads,
  createLossReason,
  createNote,
  createTags,
  createTask,
  deleteCustomField,
  deleteFieldGroup,
  deletePipeline,
  deleteStage,
  findCompany,
  findContact,
  findLead,
  findTask,
  findUser,
  linkEntities,
  listBots,
  listCustomFields,
  listEvents,
  listLinks,
  listLossReasons,
  listNotes,
  listPipelines,
  listTags,
  listTasks,
  listUsers,
  listWebhooks,
  NotFound,
  patchCompanies,
  patchCompany,
  patchContact,
  patchContacts,
  patchFieldGroup,
  patchLeads,
  patchTasks,
  readAccount,
  readPipeline,
  searchCompanies,
  subscribeWebhook,
  UnexpectedAnswer,
  unlinkEntities,
  unsubscribeWebhook,
  type AmoAnswer,
  type AmoClient,
  type AmoRequest,
} from '@hub/amocrm';
import { classifyAnswer } from '../src/classify-answer.js';

/** An account that gives one prepared answer and remembers the calls: answers as the documentation prints them. */
function answering(status: number, body?: unknown): AmoClient & { calls: AmoRequest[] } {
  const calls: AmoRequest[] = [];
  return {
    accountId: 'a',
    calls,
    call: (request): Promise<AmoAnswer> => {
      calls.push(request);
      return Promise.resolve({ status, body });
    },
  };
}

/** An account that answers 404 with this body. */
function refusing(body: unknown): AmoClient {
  const [contentType, text] =
    typeof body === 'string' ? ['text/html', body] : ['application/problem+json', JSON.stringify(body)];
  return {
    accountId: 'a',
    call: ({ method, path }) => {
      const answer = classifyAnswer(
        { status: 404, contentType, text },
        { host: 'kazan.amocrm.ru', method, path },
      );
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  };
}

const collection = (key: string, ...rows: object[]) => ({
  _links: { self: { href: 'https://x.amocrm.ru/' } },
  _embedded: { [key]: rows },
});
const first = async <T>(pages: AsyncGenerator<T[], void>) => (await pages.next()).value ?? [];

const note = { id: 7, entity_id: 5, note_type: 'common', created_by: 0, params: { text: 'x' } };
const task = { id: 8, text: 't', complete_till: 1588885140, is_completed: false, result: [] };
const event = {
  id: '01pz58t6p04ymgsgfbmfyfy1mf',
  type: 'lead_added',
  entity_id: 26232205,
  entity_type: 'lead',
  created_by: 939801,
  created_at: 1888888888,
  value_after: [{ note: { id: 42743871 } }],
  value_before: [],
};
const pipeline = { id: 9, name: 'Воронка', sort: 1, is_main: true, _embedded: { statuses: [] } };

describe('reads', () => {
  it.each<[string, (amo: AmoClient) => Promise<unknown>, unknown, string, object]>([
    ['notes', (amo) => listNotes(amo, 'leads', 5), collection('notes', note), '/api/v4/leads/5/notes', note],
    ['tasks', (amo) => first(listTasks(amo)), collection('tasks', task), '/api/v4/tasks', { id: 8 }],
    [
      'events',
      (amo) => first(listEvents(amo, { from: 1 }, () => undefined)),
      collection('events', event),
      '/api/v4/events',
      event,
    ],
    [
      'links',
      (amo) => listLinks(amo, 'leads', 5),
      collection('links', { to_entity_id: 6, to_entity_type: 'contacts', metadata: { main_contact: true } }),
      '/api/v4/leads/5/links',
      { to_entity_id: 6, metadata: { main_contact: true } },
    ],
    [
      'tags',
      (amo) => listTags(amo, 'leads'),
      collection('tags', { id: 1, name: 'изЦентра', color: null }),
      '/api/v4/leads/tags',
      { name: 'изЦентра', color: null },
    ],
    [
      'loss reasons',
      listLossReasons,
      collection('loss_reasons', { id: 2, name: 'Дорого', sort: 100000 }),
      '/api/v4/leads/loss_reasons',
      { name: 'Дорого' },
    ],
    [
      'bots',
      listBots,
      collection('items', { id: 4, name: 'Регион', settings: { active: true } }),
      '/api/v4/bots',
      { id: 4, name: 'Регион' },
    ],
    [
      'webhooks',
      listWebhooks,
      collection('webhooks', { id: 5, destination: 'https://h', settings: ['add_lead'], disabled: false }),
      '/api/v4/webhooks',
      { destination: 'https://h', disabled: false },
    ],
    [
      'companies',
      (amo) => searchCompanies(amo, 'ООО'),
      collection('companies', { id: 6, name: 'ООО', custom_fields_values: null, _embedded: { tags: [] } }),
      '/api/v4/companies',
      { id: 6, custom_fields_values: [] },
    ],
  ])('%s', async (_name, read, body, path, expected) => {
    const amo = answering(200, body);
    expect(await read(amo)).toEqual([expect.objectContaining(expected)]);
    expect(amo.calls).toEqual([expect.objectContaining({ method: 'GET', path })]);
    expect(await read(answering(204))).toEqual([]);
    await expect(read(answering(200, 'Accepted'))).rejects.toBeInstanceOf(UnexpectedAnswer);
  });

  it.each<[string, (amo: AmoClient) => Promise<unknown>]>([
    ['lead', (amo) => findLead(amo, 1)],
    ['contact', (amo) => findContact(amo, 1)],
    ['company', (amo) => findCompany(amo, 1)],
    ['task', (amo) => findTask(amo, 1)],
    ['user', (amo) => findUser(amo, 1)],
  ])('give null for a %s that is not there: 204 or 404, unless a proxy answers', async (_name, find) => {
    expect(await find(answering(204))).toBeNull();
    const problem = { status: 404, title: 'Not Found', detail: 'Not found' };
    expect(await find(refusing(problem))).toBeNull();
    await expect(find(refusing('<html>404 Not Found</html>'))).rejects.toBeInstanceOf(NotFound);
  });

  it('takes no read without content for an empty list or a deleted lead, unless it is a 204', async () => {
    expect(await findLead(answering(204), 1)).toBeNull();
    await expect(findLead(answering(200, ''), 1)).rejects.toBeInstanceOf(UnexpectedAnswer);
    await expect(listUsers(answering(200, ''))).rejects.toBeInstanceOf(UnexpectedAnswer);
  });

  it('users, of whom there is always one', async () => {
    const rights = { is_admin: true, is_active: true };
    const amo = answering(200, collection('users', { id: 3, name: 'Анна', email: 'a@b.c', rights }));
    const { users } = await listUsers(amo);
    expect(users).toMatchObject([{ id: 3, rights: { ...rights, is_free: false, group_id: null } }]);
    expect(amo.calls).toEqual([expect.objectContaining({ method: 'GET', path: '/api/v4/users' })]);
    await expect(listUsers(answering(204))).rejects.toBeInstanceOf(UnexpectedAnswer);
  });

  it('leaves a row out that cannot be read where others are worth having, and counts it', async () => {
    const user = { id: 3, name: 'Анна' };
    const nameless = { id: 4, name: null };
    const { users, unreadable } = await listUsers(
      answering(200, collection('users', user, nameless, { name: 'x' })),
    );
    expect([users.map(({ name }) => name), unreadable]).toEqual([['Анна', ''], 1]);
    const rows = [event, { ...event, entity_id: null }];
    const left: string[] = [];
    const pages = listEvents(answering(200, collection('events', ...rows)), { from: 1 }, ({ path }) =>
      left.push(path),
    );
    expect((await pages.next()).value).toHaveLength(1);
    expect(left).toEqual([expect.stringContaining('entity_id')]);
  });

  it.each<[string, (amo: AmoClient) => Promise<unknown>, unknown, object | object[]]>([
    [
      'pipelines',
      listPipelines,
      collection(
        'pipelines',
        { id: 1, name: 2024, sort: null, _embedded: { statuses: [{ id: 2, pipeline_id: 1, name: null }] } },
        { id: 3 },
      ),
      [
        { name: '2024', sort: 0, _embedded: { statuses: [{ id: 2, name: '', sort: 0 }] } },
        { id: 3, name: '', _embedded: { statuses: [] } },
      ],
    ],
    [
      'the account',
      readAccount,
      { id: 1, _embedded: { users_groups: [{ id: 2 }], task_types: [{ id: 3, name: null }] } },
      { name: '', subdomain: null, _embedded: { users_groups: [{ name: '' }], task_types: [{ name: '' }] } },
    ],
    [
      'fields',
      (amo) => listCustomFields(amo, 'leads'),
      collection('custom_fields', {
        id: 1,
        name: null,
        type: 'select',
        enums: [{ id: 2, value: 5 }, { id: 3 }],
      }),
      [{ name: '', enums: [{ value: '5' }, { value: '' }] }],
    ],
    ['loss reasons', listLossReasons, collection('loss_reasons', { id: 1, name: null }), [{ name: '' }]],
    [
      'a lead',
      (amo) => findLead(amo, 1),
      { id: 1, _embedded: { tags: [{ id: 2 }] } },
      { _embedded: { tags: [{ name: '' }] } },
    ],
    [
      'webhooks',
      listWebhooks,
      collection('webhooks', { id: 5, destination: 'https://h' }, { destination: null, settings: [null] }),
      [{ destination: 'https://h' }, { destination: '' }],
    ],
    ['tasks', (amo) => first(listTasks(amo)), collection('tasks', { id: 9 }), [{ complete_till: null }]],
    [
      'notes',
      (amo) => listNotes(amo, 'leads', 5),
      collection('notes', note, { id: 8, note_type: null, params: null }),
      [{ id: 7 }, { id: 8, note_type: '' }],
    ],
  ])('of %s: a row without a name costs no other', async (_name, read, body, expected) => {
    expect(await read(answering(200, body))).toMatchObject(expected);
  });

  it('takes a pipeline bare and in the envelope that Kommo prints', async () => {
    expect(await readPipeline(answering(200, pipeline), 9)).toMatchObject({ id: 9 });
    expect(await readPipeline(answering(200, collection('pipelines', pipeline)), 9)).toMatchObject({ id: 9 });
  });

  it('goes on until a short page', async () => {
    const amo = answering(200, collection('events', ...Array.from({ length: 100 }, () => event)));
    let pages = 0;
    for await (const page of listEvents(amo, { from: 1 }, () => undefined)) {
      expect(page).toHaveLength(100);
      if (++pages === 3) break;
    }
    expect(amo.calls.map(({ query }) => query?.page)).toEqual([1, 2, 3]);
  });
});

describe('writes', () => {
  const done = (id: number) => [{ kind: 'done', value: expect.objectContaining({ id }) }];

  it.each<[string, (amo: AmoClient) => Promise<unknown>, unknown, string, unknown]>([
    [
      'a note',
      (amo) => createNote(amo, 'leads', 5, { text: 'x' }),
      collection('notes', { id: 7, entity_id: 5, request_id: '0' }),
      'POST /api/v4/leads/5/notes',
      7,
    ],
    [
      'a task',
      (amo) => createTask(amo, { text: 't', complete_till: 1 }),
      collection('tasks', { id: 8, request_id: '0' }),
      'POST /api/v4/tasks',
      8,
    ],
    [
      'tasks',
      (amo) => patchTasks(amo, [{ id: 8, is_completed: true, result: { text: 'r' } }]),
      collection('tasks', { id: 8, updated_at: 1, request_id: '0' }),
      'PATCH /api/v4/tasks',
      done(8),
    ],
    [
      'leads, whose answer echoes no request_id',
      (amo) => patchLeads(amo, [{ id: 9, price: 1 }]),
      collection('leads', { id: 9, updated_at: 1 }),
      'PATCH /api/v4/leads',
      done(9),
    ],
    [
      'complex leads, whose answer is a bare list',
      (amo) => createComplexLeads(amo, [{ name: 'x' }]),
      [{ id: 10, contact_id: 11, company_id: null, request_id: ['0'], merged: true }],
      'POST /api/v4/leads/complex',
      [{ kind: 'done', value: { id: 10, contact_id: 11, company_id: null, merged: true } }],
    ],
    [
      'contacts',
      (amo) => patchContacts(amo, [{ id: 12, name: 'x' }]),
      collection('contacts', { id: 12, name: 'x', updated_at: 1 }),
      'PATCH /api/v4/contacts',
      done(12),
    ],
    [
      'a company',
      (amo) => createCompany(amo, { name: 'x' }),
      collection('companies', { id: 13, request_id: '0' }),
      'POST /api/v4/companies',
      13,
    ],
    [
      'companies',
      (amo) => patchCompanies(amo, [{ id: 13, name: 'x' }]),
      collection('companies', { id: 13 }),
      'PATCH /api/v4/companies',
      done(13),
    ],
    [
      'tags',
      (amo) => createTags(amo, 'leads', [{ name: 'x' }]),
      collection('tags', { id: 14, name: 'x', color: null, request_id: '0' }),
      'POST /api/v4/leads/tags',
      done(14),
    ],
    [
      'a loss reason',
      (amo) => createLossReason(amo, { name: 'x' }),
      collection('loss_reasons', { id: 15, name: 'x', sort: 1, request_id: '0' }),
      'POST /api/v4/leads/loss_reasons',
      { id: 15, name: 'x', sort: 1 },
    ],
    [
      'a field group',
      (amo) => patchFieldGroup(amo, 'leads', 'leads_1', { fields: [1] }),
      { id: 'leads_1', name: 'x', sort: 1, is_predefined: false, request_id: '0' },
      'PATCH /api/v4/leads/custom_fields/groups/leads_1',
      expect.objectContaining({ id: 'leads_1' }),
    ],
    [
      'a webhook',
      (amo) => subscribeWebhook(amo, 'https://h', ['add_lead']),
      { id: 16, destination: 'https://h', settings: ['add_lead'], disabled: false },
      'POST /api/v4/webhooks',
      expect.objectContaining({ id: 16 }),
    ],
  ])('%s', async (_name, write, body, call, expected) => {
    const amo = answering(200, body);
    expect(await write(amo)).toEqual(expected);
    expect(amo.calls.map(({ method, path }) => `${method} ${path}`)).toEqual([call]);
  });

  it.each<[(amo: AmoClient) => Promise<void>, string]>([
    [(amo) => patchContact(amo, 1, { name: 'x' }), 'PATCH /api/v4/contacts/1'],
    [(amo) => patchCompany(amo, 1, { name: 'x' }), 'PATCH /api/v4/companies/1'],
    [(amo) => linkEntities(amo, 'leads', 1, []), 'POST /api/v4/leads/1/link'],
    [(amo) => unlinkEntities(amo, 'leads', 1, []), 'POST /api/v4/leads/1/unlink'],
    [(amo) => unsubscribeWebhook(amo, 'https://h'), 'DELETE /api/v4/webhooks'],
    [(amo) => deletePipeline(amo, 1), 'DELETE /api/v4/leads/pipelines/1'],
    [(amo) => deleteStage(amo, 1, 2), 'DELETE /api/v4/leads/pipelines/1/statuses/2'],
    [(amo) => deleteCustomField(amo, 'leads', 1), 'DELETE /api/v4/leads/custom_fields/1'],
    [(amo) => deleteFieldGroup(amo, 'leads', 'g'), 'DELETE /api/v4/leads/custom_fields/groups/g'],
  ])('call %# is made', async (write, call) => {
    const amo = answering(204);
    await write(amo);
    expect(amo.calls.map(({ method, path }) => `${method} ${path}`)).toEqual([call]);
  });

  it('keep robots asleep when a note is written, and speak as a service when told', async () => {
    const amo = answering(200, collection('notes', { id: 7 }));
    await createNote(amo, 'leads', 5, { text: 'x', service: 'Хаб' });
    expect(amo.calls[0]?.body).toEqual([
      {
        note_type: 'service_message',
        params: { text: 'x', service: 'Хаб' },
        is_need_to_trigger_digital_pipeline: false,
        request_id: '0',
      },
    ]);
  });
});
