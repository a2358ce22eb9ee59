import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestSandbox, type Api, type TestSandbox } from './call-sandbox.js';

describe('tags and loss reasons', () => {
  let sandbox: TestSandbox;
  let api: Api;

  beforeAll(async () => {
    sandbox = await startTestSandbox();
    ({ api } = await sandbox.account({ subdomain: 'tags' }));
  });
  afterAll(() => sandbox.close());

  it('keeps one tag directory per entity type and answers a known name with its id', async () => {
    expect((await api('GET', '/api/v4/leads/tags')).status).toBe(204);
    const made = await api('POST', '/api/v4/leads/tags', [
      { name: 'Горячий', color: 'FF8F92', request_id: 'hot' },
      { name: 'Холодный' },
    ]);
    expect(made.status).toBe(200);
    expect(made.body).toEqual({
      _total_items: 2,
      _embedded: {
        tags: [
          { id: expect.any(Number), name: 'Горячий', color: 'FF8F92', request_id: 'hot' },
          { id: expect.any(Number), name: 'Холодный', color: null, request_id: '1' },
        ],
      },
    });
    const { id } = made.body._embedded.tags[0];
    const again = await api('POST', '/api/v4/leads/tags', [{ name: 'Горячий' }]);
    expect(again.body._embedded.tags[0].id).toBe(id);
    const [other] = (await api('POST', '/api/v4/contacts/tags', [{ name: 'Горячий', color: 'FF8F92' }])).body
      ._embedded.tags;
    expect(other.id).not.toBe(id);
    expect(other.color).toBeNull();
  });

  it('filters by name, id and text, pages without totals', async () => {
    const names = async (query: string): Promise<string[]> => {
      const { status, body } = await api('GET', `/api/v4/leads/tags?${query}`);
      return status === 204 ? [] : body._embedded.tags.map((tag: { name: string }) => tag.name);
    };
    expect(await names('filter[name]=Холодный')).toEqual(['Холодный']);
    expect(await names('filter[name]=Холод')).toEqual([]);
    expect(await names('query=холод')).toEqual(['Холодный']);
    const page = (await api('GET', '/api/v4/leads/tags?limit=1')).body;
    expect(Object.keys(page)).toEqual(['_page', '_links', '_embedded']);
    expect(page._links.next.href).toContain('page=2');
    const { id } = page._embedded.tags[0];
    expect(await names(`filter[id][]=${id}`)).toEqual(['Горячий']);
  });

  it('refuses colours outside the palette, blank names and other methods', async () => {
    const { status, body } = await api('POST', '/api/v4/leads/tags', [
      { name: 'x', color: '#FF8F92' },
      { name: ' ' },
    ]);
    expect(status).toBe(400);
    expect(body['validation-errors'].map((one: { errors: unknown[] }) => one.errors[0])).toEqual([
      { code: 'NotSupportedChoice', path: 'color', detail: 'The value you selected is not a valid choice.' },
      { code: 'NotBlank', path: 'name', detail: 'This value should not be blank.' },
    ]);
    expect((await api('DELETE', '/api/v4/leads/tags')).status).toBe(405);
  });

  it('reads, makes, changes and deletes loss reasons', async () => {
    const path = '/api/v4/leads/loss_reasons';
    expect((await api('GET', path)).status).toBe(204);
    const made = await api('POST', path, [{ name: 'Дорого' }, { name: 'Передумал', sort: 5 }]);
    expect(made.status).toBe(200);
    const [first, second] = made.body._embedded.loss_reasons;
    expect(first).toEqual({
      id: expect.any(Number),
      name: 'Дорого',
      sort: 100000,
      created_at: expect.any(Number),
      updated_at: expect.any(Number),
      request_id: '0',
      _links: { self: { href: `https://tags.amocrm.ru${path}/${first.id}` } },
    });
    const { body } = await api('GET', path);
    expect(body._total_items).toBe(2);
    expect(body._embedded.loss_reasons.map((one: { id: number }) => one.id)).toEqual([second.id, first.id]);
    expect((await api('PATCH', `${path}/${first.id}`, { name: 'Слишком дорого' })).body.name).toBe(
      'Слишком дорого',
    );
    expect((await api('DELETE', `${path}/${first.id}`)).status).toBe(204);
    const gone = await api('GET', `${path}/${first.id}`);
    expect([gone.status, gone.body.detail]).toEqual([404, 'Loss reason not found']);
    expect((await api('PATCH', path, [{ id: second.id, name: 'x' }])).status).toBe(405);
  });
});
