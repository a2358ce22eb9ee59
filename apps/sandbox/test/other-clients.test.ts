import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestSandbox, type Api, type NewAccountReply, type TestSandbox } from './call-sandbox.js';

const pipelines = '/api/v4/leads/pipelines';

/** Bodies as the official PHP client and others send them: what they are known to send must be taken. */
describe('configuration written by other clients', () => {
  let sandbox: TestSandbox;
  let account: NewAccountReply & { api: Api };
  let api: Api;

  beforeAll(async () => {
    sandbox = await startTestSandbox();
    account = await sandbox.account({ subdomain: 'others' });
    ({ api } = account);
  });
  afterAll(() => sandbox.close());

  it('takes request_id in the stages of a new pipeline', async () => {
    const statuses = [
      { name: 'Первый', sort: 10, color: '#fffeb2', request_id: '0' },
      { id: 142, name: 'Ура', request_id: '1' },
    ];
    const sent = { name: 'A', sort: 100, is_main: false, is_unsorted_on: true, request_id: '0' };
    const { status, body } = await api('POST', pipelines, [{ ...sent, _embedded: { statuses } }]);
    expect(status).toBe(200);
    const shown = body._embedded.pipelines[0]._embedded.statuses;
    expect(shown.map((one: { name: string }) => one.name)).toEqual([
      'Неразобранное',
      'Первый',
      'Ура',
      'Закрыто и не реализовано',
    ]);
    expect(shown[1]).not.toHaveProperty('request_id');
  });

  it('takes the own id in the PATCH of a card, a task and a note, and refuses another one', async () => {
    const [lead] = (await api('POST', '/api/v4/leads', [{ name: 'A' }])).body._embedded.leads;
    const [contact] = (await api('POST', '/api/v4/contacts', [{ name: 'A' }])).body._embedded.contacts;
    const task = { text: 'A', complete_till: 2_000_000_000, entity_id: lead.id, entity_type: 'leads' };
    const [todo] = (await api('POST', '/api/v4/tasks', [task])).body._embedded.tasks;
    const note = { note_type: 'common', params: { text: 'A' } };
    const [noted] = (await api('POST', `/api/v4/leads/${lead.id}/notes`, [note])).body._embedded.notes;
    const cases: [string, number, object][] = [
      [`/api/v4/leads`, lead.id, { name: 'B' }],
      [`/api/v4/contacts`, contact.id, { name: 'B' }],
      [`/api/v4/tasks`, todo.id, { text: 'B' }],
      [`/api/v4/leads/notes`, noted.id, { note_type: 'common', params: { text: 'B' } }],
    ];
    for (const [path, id, sent] of cases) {
      const taken = await api('PATCH', `${path}/${id}`, { ...sent, id });
      expect([path, taken.status, taken.body.id]).toEqual([path, 200, id]);
      const refused = await api('PATCH', `${path}/${id}`, { ...sent, id: id + 1 });
      const [error] = refused.body['validation-errors']?.[0].errors ?? [];
      expect([path, refused.status, error?.path]).toEqual([path, 400, 'id']);
    }
  });

  it('takes the own id in the PATCH of a pipeline, a stage and a group, and refuses another one', async () => {
    const [pipeline] = (await api('GET', pipelines)).body._embedded.pipelines;
    const stage = pipeline._embedded.statuses[1];
    const groups = '/api/v4/leads/custom_fields/groups';
    const [group] = (await api('POST', groups, [{ name: 'G', sort: 4, request_id: null }])).body._embedded
      .custom_field_groups;
    const cases: [string, Record<string, unknown>, unknown][] = [
      [`${pipelines}/${pipeline.id}`, { id: pipeline.id, name: 'B' }, 5],
      [`${pipelines}/${pipeline.id}/statuses/${stage.id}`, { id: stage.id, name: 'B' }, 142],
      [`${pipelines}/${pipeline.id}/statuses/142`, { id: 142, name: 'B' }, 143],
      [`${groups}/${group.id}`, { id: group.id, name: 'B' }, 'leads_5'],
    ];
    for (const [path, sent, other] of cases) {
      const taken = await api('PATCH', path, sent);
      expect([path, taken.status, taken.body]).toEqual([path, 200, expect.objectContaining(sent)]);
      const refused = await api('PATCH', path, { ...sent, id: other });
      expect([path, refused.status, refused.body['validation-errors']?.[0].errors[0].path]).toEqual([
        path,
        400,
        'id',
      ]);
    }
  });

  it('keeps code and sort of enums that are sent with their ids only', async () => {
    const fields = (await api('GET', '/api/v4/contacts/custom_fields')).body._embedded.custom_fields;
    const phone = fields.find((one: { code: string }) => one.code === 'PHONE');
    const enums = phone.enums.map(({ id, value, sort }: Record<string, unknown>) => ({ id, value, sort }));
    const path = `/api/v4/contacts/custom_fields/${phone.id}`;
    const { status, body } = await api('PATCH', path, { name: 'Тел.', type: 'multitext', enums });
    expect([status, body.name, body.enums]).toEqual([201, 'Тел.', phone.enums]);
  });

  it('reads the scheme of the Authorization header in any case', async () => {
    const host = 'others.amocrm.ru';
    for (const scheme of ['Bearer', 'bearer', 'BEARER']) {
      const headers = { authorization: `${scheme} ${account.accessToken}` };
      expect((await sandbox.call('GET', '/api/v4/account', { host, headers })).status).toBe(200);
    }
    const headers = { authorization: `Basic ${account.accessToken}` };
    expect((await sandbox.call('GET', '/api/v4/account', { host, headers })).status).toBe(401);
  });

  it.each([
    ['others.amocrm.ru', 200],
    ['OTHERS.AmoCRM.ru:443', 200],
    ['others.kommo.com', 200],
    ['others.amocrm.com', 200],
    ['another.amocrm.ru', 401],
    ['others.example.com', 401],
  ])('answers on host %s with %i', async (host, status) => {
    expect((await sandbox.call('GET', '/api/v4/account/', { host, token: account.accessToken })).status).toBe(
      status,
    );
  });

  it('reads lists in every bracket style, with and without percent signs', async () => {
    const made = await api('POST', '/api/v4/leads/tags', [{ name: 'a' }, { name: 'b' }, { name: 'c' }]);
    const [a, b] = made.body._embedded.tags.map((tag: { id: number }) => tag.id);
    for (const query of [
      `filter[id][]=${a}&filter[id][]=${b}`,
      `filter[id][0]=${a}&filter[id][1]=${b}`,
      `filter%5Bid%5D%5B%5D=${a}&filter%5Bid%5D%5B%5D=${b}`,
      `filter[id][5]=${a}&filter[id][7]=${b}`,
    ]) {
      const { body } = await api('GET', `/api/v4/leads/tags?${query}`);
      expect(body._embedded.tags.map((tag: { id: number }) => tag.id)).toEqual([a, b]);
    }
    expect((await api('GET', `/api/v4/leads/tags?filter[id]=${a}`)).body._embedded.tags).toHaveLength(1);
  });

  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
    'refuses a key named %s like any unknown one',
    async (key) => {
      const line = { name: 'x', sort: 1, is_main: false, is_unsorted_on: true };
      const own = (body: object): string => JSON.stringify([{ ...body, zzz: 1 }]).replace('zzz', key);
      for (const [path, body] of [
        [pipelines, { ...line, _embedded: { statuses: [{ name: 'x' }] } }],
        ['/api/v4/leads/custom_fields', { name: 'x', type: 'text' }],
        ['/api/v4/leads/tags', { name: 'x' }],
        ['/api/v4/leads', { name: 'x' }],
        ['/api/v4/leads/complex', { name: 'x' }],
      ] as const) {
        const reply = await api('POST', path, own(body));
        expect([path, reply.status, reply.body['validation-errors']?.[0].errors]).toEqual([
          path,
          400,
          [{ code: 'FieldNotExpected', path: key, detail: 'This field was not expected.' }],
        ]);
      }
    },
  );

  it('answers an item that is no object, a list where one object belongs, and a lone request_id with 400', async () => {
    const [{ id }] = (await api('GET', pipelines)).body._embedded.pipelines;
    for (const [method, path, body] of [
      ['POST', pipelines, ['x']],
      ['POST', pipelines, { name: 'x' }],
      ['POST', pipelines, 'null'],
      ['PATCH', `${pipelines}/${id}`, [{ name: 'x' }]],
      ['PATCH', `${pipelines}/${id}`, { request_id: '1' }],
      ['PATCH', `${pipelines}/${id}/statuses/142`, { request_id: '1' }],
      ['POST', '/api/v4/webhooks', [{ destination: 'https://a.example', settings: ['add_lead'] }]],
    ] as const) {
      const reply = await api(method, path, body);
      expect([path, body, reply.status, reply.headers['content-type']]).toEqual([
        path,
        body,
        400,
        'application/problem+json',
      ]);
    }
  });

  it('reads a list where one object belongs as PHP does: as an object with the keys 0, 1, …', async () => {
    const hook = { destination: 'https://a.example', settings: ['add_lead'] };
    const errors = async (body: unknown): Promise<string[]> =>
      (await api('POST', '/api/v4/webhooks', body)).body['validation-errors'][0].errors.map(
        ({ code, path }: { code: string; path: string }) => `${code} ${path}`,
      );
    const missing = ['FieldMissing destination', 'FieldMissing settings'];
    expect(await errors([hook])).toEqual([...missing, 'FieldNotExpected 0']);
    expect(await errors(['x', hook])).toEqual([...missing, 'FieldNotExpected 0', 'FieldNotExpected 1']);
  });
});
