import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestSandbox, type Api, type TestSandbox } from './call-sandbox.js';

describe('a card that goes back as it was read', () => {
  let sandbox: TestSandbox;
  let api: Api;
  let lenient: Api;

  beforeAll(async () => {
    sandbox = await startTestSandbox();
    ({ api } = await sandbox.account({ subdomain: 'back' }));
    const features = { read_only_keys: 'ignore' };
    ({ api: lenient } = await sandbox.account({ subdomain: 'lenient', features }));
  });
  afterAll(() => sandbox.close());

  const made = async (of: Api, kind: string, body: unknown): Promise<number> =>
    (await of('POST', `/api/v4/${kind}`, [body])).body._embedded[kind][0].id;

  async function sampleCards(of: Api): Promise<[kind: string, id: number][]> {
    const contacts = await made(of, 'contacts', { name: 'Иван Петров' });
    const companies = await made(of, 'companies', { name: 'Ромашка' });
    const _embedded = { contacts: [{ id: contacts }], companies: [{ id: companies }] };
    const leads = await made(of, 'leads', { name: 'Сделка', price: 5, _embedded });
    const task = { text: 'Звонок', complete_till: 1_900_000_000, entity_id: leads, entity_type: 'leads' };
    const tasks = await made(of, 'tasks', task);
    return Object.entries({ leads, contacts, companies, tasks });
  }

  const everything =
    'contacts,companies,leads,customers,catalog_elements,loss_reason,source,source_id,is_price_modified_by_robot';

  it('is refused for its read-only keys, and on creation too', async () => {
    for (const [kind, id] of await sampleCards(api)) {
      const sent = { account_id: 1, group_id: 0 };
      for (const [path, body] of [
        [`${kind}/${id}`, sent],
        [kind, [{ id, ...sent }]],
      ] as const) {
        const answer = await api('PATCH', `/api/v4/${path}`, body);
        expect(answer.body['validation-errors'][0].errors).toMatchObject([
          { code: 'FieldNotExpected', path: 'account_id' },
          { code: 'FieldNotExpected', path: 'group_id' },
        ]);
      }
    }
    const added = await lenient('POST', '/api/v4/leads', [{ name: 'А', is_deleted: false }]);
    expect(added.body['validation-errors'][0].errors).toMatchObject([{ path: 'is_deleted' }]);
  });

  it('is taken by the switch, single and in a batch, and nothing changes', async () => {
    for (const [kind, id] of await sampleCards(lenient)) {
      const path = `/api/v4/${kind}/${id}`;
      const read = (await lenient('GET', `${path}?with=${everything}`)).body;
      const single = await lenient('PATCH', path, read);
      const batch = await lenient('PATCH', `/api/v4/${kind}`, [read]);
      expect([kind, single.status, batch.status]).toEqual([kind, 200, 200]);
      expect((await lenient('GET', `${path}?with=${everything}`)).body).toEqual(read);
    }
  });

  it('still may not carry keys that nobody knows, or colours of tags', async () => {
    const id = await made(lenient, 'leads', { name: 'А', _embedded: { tags: [{ name: 'важно' }] } });
    const read = (await lenient('GET', `/api/v4/leads/${id}`)).body;
    const answer = await lenient('PATCH', `/api/v4/leads/${id}`, { ...read, nonsense: 1 });
    expect(answer.status).toBe(400);
    expect(answer.body['validation-errors'][0].errors).toEqual([
      expect.objectContaining({ code: 'FieldNotExpected', path: '_embedded.tags.0.color' }),
      expect.objectContaining({ code: 'FieldNotExpected', path: 'nonsense' }),
    ]);
  });
});
