import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { startTestSandbox, type TestSandbox } from './call-sandbox.js';

interface Patch {
  name?: string;
  price?: number;
  status?: number;
  owner?: number;
  city?: string | null;
  tags?: string[];
}

const patches = fc.record<Patch, never>(
  {
    name: fc.constantFrom('A', 'B'),
    price: fc.constantFrom(0, 10),
    status: fc.constantFrom(0, 1, 2),
    owner: fc.constantFrom(0, 1),
    city: fc.constantFrom('Омск', 'Томск', null),
    tags: fc.constantFrom([], ['x'], ['x', 'y']),
  },
  { requiredKeys: [] },
);

const codes = ['add_lead', 'update_lead', 'status_lead', 'responsible_lead'];

describe('every change is told, and nothing else', () => {
  let sandbox: TestSandbox;

  beforeAll(async () => {
    sandbox = await startTestSandbox();
  });
  afterAll(() => sandbox.close());

  it('makes hooks and events exactly for the writes that change a lead', async () => {
    const { api, subdomain, users } = await sandbox.account({
      subdomain: 'told',
      users: [{ name: 'Менеджер' }],
    });
    await sandbox.control('POST', 'deliveries/hold', { subdomain });
    await api('POST', '/api/v4/webhooks', { destination: 'http://127.0.0.1:9/', settings: codes });
    const [field] = (await api('POST', '/api/v4/leads/custom_fields', [{ name: 'Город', type: 'text' }])).body
      ._embedded.custom_fields;
    const [pipeline] = (await api('GET', '/api/v4/leads/pipelines')).body._embedded.pipelines;
    const stages: number[] = [pipeline._embedded.statuses[1].id, pipeline._embedded.statuses[2].id, 142];
    const account = sandbox.sandbox.accounts.get(subdomain)!;
    const hookNames = (): string[] => sandbox.sandbox.webhooks.list(subdomain).map((one) => one.event);
    const stateOf = (id: number) => {
      const { name, price, status_id, responsible_user_id, custom_fields_values, tags } =
        account.leads.get(id)!;
      return structuredClone({
        name,
        price,
        status_id,
        responsible_user_id,
        custom_fields_values,
        tags: tags.toSorted(),
      });
    };
    const bodyOf = ({ name, price, status, owner, city, tags }: Patch): object => ({
      ...(name === undefined ? {} : { name }),
      ...(price === undefined ? {} : { price }),
      ...(status === undefined ? {} : { status_id: stages[status], pipeline_id: pipeline.id }),
      ...(owner === undefined ? {} : { responsible_user_id: users[owner]!.id }),
      ...(city === undefined
        ? {}
        : {
            custom_fields_values: [{ field_id: field.id, values: city === null ? null : [{ value: city }] }],
          }),
      ...(tags === undefined ? {} : { _embedded: { tags: tags.map((tag) => ({ name: tag })) } }),
    });

    const property = fc.asyncProperty(fc.array(patches, { minLength: 1, maxLength: 8 }), async (sequence) => {
      const added = await api('POST', '/api/v4/leads', [{ name: 'A' }]);
      const id: number = added.body._embedded.leads[0].id;
      expect(hookNames().at(-1)).toBe('add_lead');
      for (const patch of sequence) {
        const before = stateOf(id);
        const hooks = hookNames().length;
        const events = account.events.length;
        const body = bodyOf(patch);
        if (Object.keys(body).length === 0) continue;
        expect((await api('PATCH', `/api/v4/leads/${id}`, body)).status).toBe(200);
        const after = stateOf(id);
        const differs = JSON.stringify(after) !== JSON.stringify(before);
        const expected = [
          ...(differs ? ['update_lead'] : []),
          ...(after.status_id === before.status_id ? [] : ['status_lead']),
          ...(after.responsible_user_id === before.responsible_user_id ? [] : ['responsible_lead']),
        ];
        expect(hookNames().slice(hooks)).toEqual(expected);
        expect(account.events.length > events).toBe(differs);
      }
    });
    await fc.assert(property, { numRuns: 40 });
  });
});
