import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestSandbox, withoutLinkQueries, type Api, type TestSandbox } from './call-sandbox.js';

type Ids = Record<string, string | number>;
type Row = [path: string, name: string, value: string, and?: string];

/** Every filter that the API documents, with a value that leaves out some rows; `{…}` are ids made below. */
const filters: Row[] = [
  ...['leads', 'contacts', 'companies'].flatMap((kind): Row[] => [
    [kind, 'query', `${kind}-first`],
    [kind, 'filter[id]', `{${kind}}`],
    [kind, 'filter[name]', `${kind}-first`],
    [kind, 'filter[responsible_user_id]', '{user}'],
    [kind, 'filter[created_by]', '{user}'],
    [kind, 'filter[updated_by]', '{user}'],
    [kind, 'filter[created_at][from]', '2000'],
    [kind, 'filter[created_at]', '1000'],
    [kind, 'filter[updated_at][to]', '1500'],
    [kind, 'filter[updated_at]', '1000'],
    [kind, 'filter[closest_task_at][from]', '2000'],
    [`${kind}/tags`, 'filter[name]', `${kind}-tag`],
    [`${kind}/tags`, 'filter[id]', `{${kind}-tag}`],
    [`${kind}/tags`, 'query', `${kind}-tag`],
    [`${kind}/custom_fields`, 'filter[type]', 'numeric'],
    [`${kind}/notes`, 'filter[id]', `{${kind}-note}`],
    [`${kind}/notes`, 'filter[entity_id]', `{${kind}}`],
    [`${kind}/notes`, 'filter[note_type]', 'service_message'],
    [`${kind}/notes`, 'filter[updated_at]', '2000'],
    [`${kind}/notes`, 'filter[updated_at][to]', '1500'],
  ]),
  ['leads', 'filter[price]', '1000'],
  ['leads', 'filter[price][to]', '1500'],
  ['leads', 'filter[pipeline_id]', '{pipeline}'],
  ['leads', 'filter[closed_at][from]', '1'],
  ['leads', 'filter[statuses][0][status_id]', '143', 'filter[statuses][0][pipeline_id]={main}'],
  ['leads', 'filter[statuses][0][pipeline_id]', '{main}', 'filter[statuses][0][status_id]=143'],
  ['leads', 'filter[custom_fields_values][{field}]', '7'],
  ['leads', 'filter[custom_fields_values][{field}][from]', '5'],
  ['leads/{leads}/links', 'filter[to_entity_type]', 'contacts'],
  ['leads/{leads}/links', 'filter[to_entity_id]', '{contacts}', 'filter[to_entity_type]=contacts'],
  ['leads/{leads}/links', 'filter[to_entity_type]', 'contacts', 'filter[to_entity_id]={contacts}'],
  ['leads/{leads}/links', 'filter[to_catalog_id]', '1'],
  ['leads/links', 'filter[entity_id]', '{leads}'],
  ['tasks', 'filter[id]', '{leads-task}'],
  ['tasks', 'filter[responsible_user_id]', '{user}'],
  ['tasks', 'filter[created_by]', '{user}'],
  ['tasks', 'filter[is_completed]', '1'],
  ['tasks', 'filter[task_type]', '2'],
  ['tasks', 'filter[task_type_id]', '2'],
  ['tasks', 'filter[entity_type]', 'leads'],
  ['tasks', 'filter[entity_type]', 'leads', 'filter[entity_id][]={leads}'],
  ['tasks', 'filter[entity_id]', '{leads}', 'filter[entity_type]=leads'],
  ['tasks', 'filter[updated_at]', '2000'],
  ['tasks', 'filter[updated_at][to]', '1500'],
  ['tasks', 'filter[lead_statuses][0][status_id]', '143', 'filter[lead_statuses][0][pipeline_id]={main}'],
  ['events', 'filter[id]', '{event}'],
  ['events', 'filter[type]', 'task_added'],
  ['events', 'filter[entity]', 'contact'],
  ['events', 'filter[entity_id]', '{leads}', 'filter[entity]=lead'],
  ['events', 'filter[created_by]', '0'],
  ['events', 'filter[created_at]', '4000000000'],
  ['events', 'filter[created_at][from]', '4000000000'],
  ['events', 'filter[value_after][value]', '2000'],
  ['events', 'filter[value_after][responsible_user_id]', '{user}'],
  [
    'events',
    'filter[value_after][leads_statuses][0][status_id]',
    '143',
    'filter[value_after][leads_statuses][0][pipeline_id]={main}',
  ],
  ['leads/unsorted', 'filter[uid]', '{uid}'],
  ['leads/unsorted', 'filter[category]', 'sip'],
  ['leads/unsorted', 'filter[pipeline_id]', '{pipeline}'],
  ['leads/unsorted/summary', 'filter[uid]', '{uid}'],
  ['leads/unsorted/summary', 'filter[pipeline_id]', '{pipeline}'],
  ['leads/unsorted/summary', 'filter[created_at]', '1500'],
  ['leads/unsorted/summary', 'filter[created_at][to]', '1500'],
  ['webhooks', 'filter[destination]', 'https://one.example/hook'],
];

describe('a filter with one value', () => {
  let sandbox: TestSandbox;
  let api: Api;
  const ids: Ids = {};

  const post = async (path: string, key: string, body: unknown): Promise<Ids[]> =>
    (await api('POST', `/api/v4/${path}`, body)).body._embedded[key];

  beforeAll(async () => {
    sandbox = await startTestSandbox();
    const made = await sandbox.account({
      subdomain: 'forms',
      features: { apiFilter: true },
      users: [{ name: 'Анна', email: 'anna@example.com' }],
    });
    ({ api } = made);
    const other = made.users.find(({ name }) => name === 'Анна');
    ids.user = other?.id ?? 0;
    const [main] = (await api('GET', '/api/v4/leads/pipelines')).body._embedded.pipelines;
    ids.main = main.id;
    const stages = { statuses: [{ name: 'Этап', sort: 10 }] };
    const pipeline = { name: 'Вторая', sort: 20, is_main: false, is_unsorted_on: true, _embedded: stages };
    const [second] = await post('leads/pipelines', 'pipelines', [pipeline]);
    ids.pipeline = second!.id!;
    for (const kind of ['leads', 'contacts', 'companies']) {
      const [field] = await post(`${kind}/custom_fields`, 'custom_fields', [
        { name: 'Число', type: 'numeric' },
      ]);
      if (kind === 'leads') ids.field = field!.id!;
      const by = { responsible_user_id: ids.user, created_by: ids.user, updated_by: ids.user };
      const lead = {
        price: 1000,
        pipeline_id: ids.pipeline,
        custom_fields_values: [{ field_id: ids.field, values: [{ value: 7 }] }],
      };
      const [first, next] = await post(kind, kind, [
        {
          name: `${kind}-first`,
          created_at: 1000,
          updated_at: 1000,
          ...by,
          ...(kind === 'leads' ? lead : {}),
        },
        {
          name: `${kind}-next`,
          created_at: 2000,
          updated_at: 2000,
          ...(kind === 'leads' ? { price: 2000, status_id: 143, pipeline_id: ids.main } : {}),
        },
      ]);
      ids[kind] = first!.id!;
      const [tag] = await post(`${kind}/tags`, 'tags', [{ name: `${kind}-tag` }, { name: 'other' }]);
      ids[`${kind}-tag`] = tag!.id!;
      const [note] = await post(`${kind}/notes`, 'notes', [
        { entity_id: first!.id, note_type: 'common', params: { text: 'а' }, updated_at: 1000 },
        {
          entity_id: next!.id,
          note_type: 'service_message',
          params: { service: 'a', text: 'б' },
          updated_at: 3000,
        },
      ]);
      ids[`${kind}-note`] = note!.id!;
      const task = { text: 'Дело', entity_type: kind };
      const [own] = await post('tasks', 'tasks', [
        {
          ...task,
          entity_id: first!.id,
          complete_till: 1000,
          updated_at: 1000,
          responsible_user_id: ids.user,
          created_by: ids.user,
        },
        { ...task, entity_id: next!.id, complete_till: 3000, updated_at: 3000, task_type_id: 2 },
        { ...task, entity_id: next!.id, complete_till: 3000, is_completed: true },
      ]);
      ids[`${kind}-task`] = own!.id!;
    }
    await api('POST', `/api/v4/leads/${ids.leads}/link`, [
      { to_entity_id: ids.contacts, to_entity_type: 'contacts' },
      { to_entity_id: ids.companies, to_entity_type: 'companies' },
    ]);
    await api('PATCH', `/api/v4/leads/${ids.leads}`, { price: 3000 });
    await api('PATCH', `/api/v4/leads/${ids.leads}`, { price: 2000, responsible_user_id: made.users[0]!.id });
    await api('PATCH', `/api/v4/leads/${ids.leads}`, { price: 1000, responsible_user_id: ids.user });
    const form = { source_uid: 'a', source_name: 'Сайт', metadata: { form_id: 1 } };
    const call = {
      from: '1',
      phone: '79990000000',
      call_responsible: 1,
      called_at: 1,
      duration: 1,
      link: 'x',
      service_code: 'x',
      uniq: 'x',
    };
    const [row] = await post('leads/unsorted/forms', 'unsorted', [
      { ...form, pipeline_id: ids.pipeline, created_at: 1000 },
    ]);
    ids.uid = row!.uid!;
    await post('leads/unsorted/sip', 'unsorted', [
      { source_uid: 'b', source_name: 'АТС', metadata: call, pipeline_id: ids.main, created_at: 2000 },
    ]);
    const { body } = await api('GET', '/api/v4/events');
    ids.event = body._embedded.events[0].id;
    for (const host of ['one', 'two'])
      await api('POST', '/api/v4/webhooks', {
        destination: `https://${host}.example/hook`,
        settings: ['add_lead'],
      });
  });
  afterAll(() => sandbox.close());

  const filled = (text: string) => text.replaceAll(/\{([\w-]+)\}/g, (_, name: string) => String(ids[name]));

  it.each(filters)('%s?%s=%s %s is read in every form', async (path, name, value, and = '') => {
    const ask = async (...pairs: string[]) => {
      const query = pairs.filter((pair) => pair !== '').join('&');
      const { status, body } = await api('GET', filled(`/api/v4/${path}?${query}`));
      return { status, body: withoutLinkQueries(body) };
    };
    const plain = await ask(and, `${name}=${value}`);
    expect([200, 204]).toContain(plain.status);
    if (!and) expect(plain).not.toEqual(await ask('filter[none]=1'));
    for (const form of ['[]', '[0]', '[5]', '%5B%5D'])
      expect([form, await ask(and, `${name}${form}=${value}`)]).toEqual([form, plain]);
  });

  it('takes several destinations and names of tags', async () => {
    const hosts = ['one', 'two'].map((host) => `filter[destination][]=https://${host}.example/hook`);
    const hooks = await api('GET', `/api/v4/webhooks?${hosts.join('&')}`);
    expect(hooks.body._embedded.webhooks).toHaveLength(2);
    const tags = await api('GET', '/api/v4/leads/tags?filter[name][]=leads-tag&filter[name][]=other');
    expect(tags.body._embedded.tags).toHaveLength(2);
  });
});
