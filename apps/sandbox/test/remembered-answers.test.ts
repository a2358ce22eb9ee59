import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { startTestSandbox, type Api, type TestSandbox } from './call-sandbox.js';

/** What is made to an account; numbers choose among what is there. */
type Change = (world: World, pick: number) => Promise<unknown>;

interface World {
  api: Api;
  act: (action: string, body: object) => Promise<unknown>;
  control: TestSandbox['control'];
  subdomain: string;
  ids: Record<'leads' | 'contacts' | 'companies' | 'fields' | 'users' | 'stages', number[]>;
}

const at = (list: readonly number[], pick: number): number => list[pick % list.length] ?? 0;

const changes: Record<string, Change> = {
  lead: ({ api, ids }, n) => api('PATCH', `/api/v4/leads/${at(ids.leads, n)}`, { name: `Сделка ${n}` }),
  place: ({ api, ids }, n) =>
    api('PATCH', `/api/v4/leads/${at(ids.leads, n)}`, { status_id: at(ids.stages, n) }),
  several: ({ api, ids }, n) =>
    api('PATCH', '/api/v4/leads', [
      { id: ids.leads[0], price: n },
      { id: ids.leads[1], tags_to_add: [{ name: `t${n}` }] },
    ]),
  value: ({ api, ids }, n) =>
    api('PATCH', `/api/v4/leads/${at(ids.leads, n)}`, {
      custom_fields_values: [{ field_id: ids.fields[0], values: n % 3 ? [{ value: `${n}` }] : null }],
    }),
  added: ({ api, ids }, n) =>
    api('POST', '/api/v4/leads', [
      { name: `Новая ${n}`, _embedded: { contacts: [{ id: at(ids.contacts, n) }] } },
    ]),
  contact: ({ api, ids }, n) => api('PATCH', `/api/v4/contacts/${at(ids.contacts, n)}`, { name: `К ${n}` }),
  link: ({ api, ids }, n) =>
    api('POST', `/api/v4/leads/${at(ids.leads, n)}/${n % 2 ? 'link' : 'unlink'}`, [
      n % 4 < 2
        ? { to_entity_id: at(ids.contacts, n), to_entity_type: 'contacts' }
        : { to_entity_id: at(ids.companies, n), to_entity_type: 'companies' },
    ]),
  task: ({ api, ids }, n) =>
    api('POST', '/api/v4/tasks', [
      { text: 'т', complete_till: 1e9 + n, entity_id: at(ids.leads, n), entity_type: 'leads' },
    ]),
  field: ({ api, ids }, n) => api('PATCH', `/api/v4/leads/custom_fields/${ids.fields[0]}`, { name: `П${n}` }),
  noField: ({ api, ids }, n) =>
    api('DELETE', `/api/v4/${n % 2 ? 'leads' : 'contacts'}/custom_fields/${at(ids.fields, n)}`),
  noStage: async ({ api, ids }, n) => {
    const [pipeline] = (await api('GET', '/api/v4/leads/pipelines')).body._embedded.pipelines;
    return api('DELETE', `/api/v4/leads/pipelines/${pipeline.id}/statuses/${at(ids.stages, n)}`);
  },
  rights: ({ api }, n) =>
    api('POST', '/api/v4/roles', [{ name: `Р${n}`, rights: { leads: { view: 'M' } }, users: [] }]),
  trash: ({ act, ids }, n) =>
    act(n % 2 ? 'lead.delete' : 'lead.restore', { leadId: at(ids.leads, Math.floor(n / 2)) }),
  merge: ({ act, ids }, n) => act('lead.merge', { leadId: at(ids.leads, n), mergedId: at(ids.leads, n + 1) }),
  goneContact: ({ act, ids }, n) => act('contact.delete', { contactId: at(ids.contacts, n) }),
  filled: ({ act, ids }, n) =>
    act('field.fill', { leadId: at(ids.leads, n), fieldId: ids.fields[0], value: `в${n}` }),
  goneUser: ({ act, ids }) => act('user.remove', { removedUserId: ids.users[1], heirId: ids.users[0] }),
  chat: ({ act, ids }, n) => act('chat.write', { text: 'т', contactId: at(ids.contacts, n) }),
  features: ({ control, subdomain }, n) =>
    control('PATCH', `accounts/${subdomain}`, {
      features: n % 2 ? { switches: { price_minor_units: n % 3 === 0 } } : { apiFilter: n % 3 === 0 },
    }),
  clock: ({ control }, n) => control('POST', 'clock', { advanceMs: n * 1000 }),
};

describe('remembered answers', () => {
  let sandbox: TestSandbox;
  let count = 0;

  beforeAll(async () => {
    sandbox = await startTestSandbox();
  });
  afterAll(() => sandbox.close());

  async function newWorld(): Promise<World> {
    count += 1;
    const subdomain = `kept${count}`;
    const { api, users } = await sandbox.account({
      subdomain,
      features: { apiFilter: true },
      users: [{ name: 'Админ', isAdmin: true }, { name: 'Менеджер' }],
    });
    const made = async (path: string, body: object[]): Promise<number[]> => {
      const { _embedded } = (await api('POST', `/api/v4/${path}`, body)).body;
      return Object.values<{ id: number }[]>(_embedded).flatMap((list) => list.map(({ id }) => id));
    };
    const fields = [
      ...(await made('leads/custom_fields', [{ name: 'П', type: 'text' }])),
      ...(await made('contacts/custom_fields', [{ name: 'К', type: 'text' }])),
    ];
    const contacts = await made('contacts', [{ name: 'К1' }, { name: 'К2' }]);
    const companies = await made('companies', [{ name: 'О1' }, { name: 'О2' }]);
    const leads = await made(
      'leads',
      [1, 2, 3, 4].map((n) => ({
        name: `Л${n}`,
        price: n * 10,
        responsible_user_id: users[n % 2]?.id,
        custom_fields_values: [{ field_id: fields[0], values: [{ value: `в${n}` }] }],
        _embedded: { contacts: [{ id: contacts[n % 2] }], companies: [{ id: companies[0] }] },
      })),
    );
    const [pipeline] = (await api('GET', '/api/v4/leads/pipelines')).body._embedded.pipelines;
    const stages = pipeline._embedded.statuses.slice(1).map((stage: { id: number }) => stage.id);
    return {
      api,
      act: (action, body) => sandbox.control('POST', 'actions', { action, subdomain, ...body }),
      control: (method, path, body) => sandbox.control(method, path, body),
      subdomain,
      ids: { leads, contacts, companies, fields, stages, users: users.map(({ id }) => id) },
    };
  }

  /** Everything that is remembered, for the admin and for the manager. */
  async function read({ api, ids }: World): Promise<string[]> {
    const paths = [
      'account?with=task_types,users_groups,is_api_filter_enabled',
      ...ids.leads.slice(0, 2).map((id) => `leads/${id}?with=contacts,loss_reason`),
      'leads?limit=3',
      'leads?limit=3&page=2',
      'leads?order[updated_at]=desc&with=contacts,only_deleted',
      'leads?filter[price][from]=15',
      `leads?filter[custom_fields_values][${ids.fields[0]}]=в1`,
      'leads?query=Л',
      'contacts?with=leads',
      'companies?with=contacts,leads',
      `contacts/${ids.contacts[0]}?with=leads`,
    ];
    const as = [undefined, { 'x-context-user-id': String(ids.users[1]) }];
    const calls = as.flatMap((headers) =>
      paths.map(async (path) => {
        const { status, body } = await api('GET', `/api/v4/${encodeURI(path)}`, undefined, headers);
        return `${path} ${status} ${JSON.stringify(body)}`;
      }),
    );
    return Promise.all(calls);
  }

  it('are what a fresh look gives, whatever was changed since they were made', async () => {
    const step = fc.tuple(fc.constantFrom(...Object.keys(changes)), fc.nat({ max: 40 }));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        const world = await newWorld();
        await read(world);
        for (const [name, pick] of steps) {
          await changes[name]?.(world, pick);
          const remembered = await read(world);
          sandbox.sandbox.cards.forget();
          expect({ name, pick, answers: remembered }).toEqual({ name, pick, answers: await read(world) });
        }
      }),
      { numRuns: process.env.LONG_TESTS ? 25 : 8 },
    );
  });
});
