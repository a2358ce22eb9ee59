import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestSandbox, type Api, type Reply, type TestSandbox } from './call-sandbox.js';

type Json = ReturnType<typeof JSON.parse>;

describe('refusals of calls about cards', () => {
  let sandbox: TestSandbox;
  let api: Api;

  beforeAll(async () => {
    sandbox = await startTestSandbox();
    ({ api } = await sandbox.account({ subdomain: 'refusals' }));
  });
  afterAll(() => sandbox.close());

  it.each([
    ['POST', 'leads'],
    ['PATCH', 'contacts'],
    ['POST', 'tasks'],
    ['POST', 'leads/complex'],
    ['POST', 'leads/unsorted/forms'],
    ['POST', 'calls'],
  ])('says of an empty body that it is empty: %s %s', async (method, path) => {
    for (const body of [undefined, [], {}]) {
      const answer = await api(method, `/api/v4/${path}`, body);
      expect([answer.status, answer.body.detail]).toEqual([400, 'Request data can not be empty']);
    }
  });

  it('answers 400 for links of a card that does not exist, as the page lists no 404', async () => {
    const [{ id }] = (await api('POST', '/api/v4/contacts', [{ name: 'А' }])).body._embedded.contacts;
    for (const deed of ['link', 'unlink']) {
      const answer = await api('POST', `/api/v4/leads/99/${deed}`, [
        { to_entity_id: id, to_entity_type: 'contacts' },
      ]);
      expect(answer.status).toBe(400);
      expect(answer.body['validation-errors'][0].errors).toMatchObject([
        { code: 'NotSupportedChoice', path: 'entity_id' },
      ]);
    }
  });

  it('answers a call of an unknown number as a problem', async () => {
    const call = { direction: 'inbound', duration: 1, source: 'pbx', phone: '+79990000000' };
    const answer = await api('POST', '/api/v4/calls', [call]);
    expect([answer.status, answer.headers['content-type']]).toEqual([400, 'application/problem+json']);
    expect(answer.body).toMatchObject({
      _total_items: 0,
      errors: [{ title: 'Entity not found', status: 263 }],
    });
  });

  const errorsOf = ({ body }: Reply): string[] =>
    body['validation-errors'][0].errors.map(({ code, path }: Json) => `${code} ${path}`);
  const lead = async (body: object = {}): Promise<number> =>
    (await api('POST', '/api/v4/leads', [body])).body._embedded.leads[0].id;
  const act = (action: string, body: object): Promise<Reply> =>
    sandbox.control('POST', 'actions', { action, subdomain: 'refusals', ...body });

  it.each([
    ['tasks', { text: 'т', complete_till: 'when' }, 'complete_till'],
    ['tasks', { text: 'т', complete_till: 5, created_at: 'when' }, 'created_at'],
    ['leads/ID/notes', { note_type: 'common', params: { text: 'т' }, created_at: 'when' }, 'created_at'],
    ['leads', { updated_at: 'when' }, 'updated_at'],
    ['leads', { closed_at: 'when' }, 'closed_at'],
    ['contacts', { created_at: 'when' }, 'created_at'],
    [
      'calls',
      { direction: 'inbound', duration: 1, source: 's', phone: '+79991112233', created_at: 'when' },
      'created_at',
    ],
    [
      'leads/unsorted/forms',
      { source_uid: 'u', source_name: 's', metadata: { form_sent_at: 'when' } },
      'metadata.form_sent_at',
    ],
  ])('refuses a time that no clock shows before anything is written: %s %j', async (to, item, path) => {
    const phone = [{ field_code: 'PHONE', values: [{ value: '+79991112233' }] }];
    await api('POST', '/api/v4/contacts', [{ custom_fields_values: phone }]);
    await api('POST', '/api/v4/webhooks', {
      destination: 'http://127.0.0.1:9/h',
      settings: ['add_task', 'note_lead', 'note_contact'],
    });
    const url = `/api/v4/${to.replace('ID', String(await lead()))}`;
    for (const when of [1_700_000_000_000_000, 1e300]) {
      const sent = JSON.parse(JSON.stringify([item]).replaceAll('"when"', String(when)));
      const answer = await api('POST', url, sent);
      expect([answer.status, errorsOf(answer)]).toEqual([400, [`InvalidType ${path}`]]);
      expect(answer.body['validation-errors'][0].errors[0].detail).toMatch(/^This value should be of type/);
    }
    const odd = await act('task.add', { text: 'т', completeTill: 1e300 });
    expect(errorsOf(odd)).toEqual(['InvalidType completeTill']);
  });

  it('says what is wrong in words, not in codes', async () => {
    const answer = await api('POST', '/api/v4/tasks', [{ text: 'т', complete_till: 5, result: [1] }]);
    expect(answer.body['validation-errors'][0].errors).toEqual([
      { code: 'InvalidType', path: 'result', detail: 'This value should be of type array.' },
    ]);
  });

  it('refuses metadata of a complex lead that are no object', async () => {
    const answer = await api('POST', '/api/v4/leads/complex', [{ _embedded: { metadata: ['x'] } }]);
    expect([answer.status, errorsOf(answer)]).toEqual([400, ['InvalidType _embedded.metadata.0']]);
  });

  it('refuses a chain over a list that the account does not have', async () => {
    const chain = [{ title: 'Т', catalog_id: 999_999, parent_catalog_id: 0 }];
    const field = { name: 'Ц', type: 'chained_list', chained_lists: chain };
    const answer = await api('POST', '/api/v4/leads/custom_fields', [field]);
    expect([answer.status, errorsOf(answer)]).toEqual([
      400,
      ['NotSupportedChoice chained_lists.0.catalog_id'],
    ]);
  });

  it('gives a loss reason by hand to lost leads only, and only one that exists', async () => {
    const reasons = await api('POST', '/api/v4/leads/loss_reasons', [{ name: 'Дорого', sort: 1 }]);
    const lossReasonId = reasons.body._embedded.loss_reasons[0].id;
    const leadId = await lead();
    for (const move of [
      { statusId: 142, lossReasonId },
      { statusId: 143, lossReasonId: 777 },
    ])
      expect(errorsOf(await act('lead.move', { leadId, ...move }))).toEqual([
        'NotSupportedChoice lossReasonId',
      ]);
    expect((await act('lead.move', { leadId, statusId: 143, lossReasonId })).status).toBe(200);
  });

  it.each([
    ['GET', 'leads/custom_fields/5', 204],
    ['PATCH', 'leads/custom_fields/5', 400],
    ['DELETE', 'leads/custom_fields/5', 400],
    ['GET', 'users/5', 204],
    ['GET', 'roles/5', 204],
    ['PATCH', 'roles/5', 400],
    ['DELETE', 'roles/5', 400],
    ['PATCH', 'leads/custom_fields/groups/zz', 400],
    ['DELETE', 'leads/custom_fields/groups/zz', 404],
    ['GET', 'leads/pipelines/5', 404],
    ['PATCH', 'leads/pipelines/5', 400],
    ['DELETE', 'leads/pipelines/5', 400],
    ['GET', 'catalogs/5/custom_fields', 204],
    ['PATCH', 'catalogs/5/custom_fields/5', 400],
    ['PATCH', 'catalogs/5/custom_fields/groups/zz', 400],
    ['GET', 'catalogs/5/custom_fields/groups/zz', 404],
    ['DELETE', 'catalogs/5/custom_fields/groups/zz', 404],
    ['POST', 'leads/notes/5/pin', 400],
    ['POST', 'leads/notes/5/unpin', 400],
  ])(
    'answers an unknown id as the page lists it, or by the switch with 404: %s %s',
    async (method, path, status) => {
      const answered: number[] = [];
      for (const unlisted_not_found of ['404', 'as_listed']) {
        await sandbox.control('PATCH', 'accounts/refusals', { features: { unlisted_not_found } });
        const answer = await api(method, `/api/v4/${path}`, method === 'PATCH' ? { name: 'x' } : undefined);
        answered.push(answer.status);
      }
      expect(answered).toEqual([404, status]);
    },
  );

  it('checks the body of a control call for tokens', async () => {
    const { users } = await sandbox.account({ subdomain: 'granted' });
    const grant = { subdomain: 'granted', userId: users[0]?.id };
    for (const [more, error] of [
      [{ clientID: 'x' }, 'FieldNotExpected clientID'],
      [{ clientId: 5 }, 'InvalidType clientId'],
    ] as const)
      for (const call of ['tokens', 'widget-tokens'])
        expect(errorsOf(await sandbox.control('POST', call, { ...grant, ...more }))).toEqual([error]);
    expect((await sandbox.control('POST', 'tokens', grant)).status).toBe(201);
  });

  it('refuses new users once there are more than a hundred', async () => {
    const many = await sandbox.account({ subdomain: 'many' });
    const statuses: number[] = [];
    for (let ten = 0; ten < 11; ten += 1) {
      const users = Array.from({ length: 10 }, (_, n) => {
        return { name: 'Анна', email: `u${ten}-${n}@many.example`, password: 'Abc123' };
      });
      statuses.push((await many.api('POST', '/api/v4/users', users)).status);
    }
    expect(statuses).toEqual([...Array<number>(10).fill(201), 403]);
  });

  it('counts the calls of an account that asks for it, though the sandbox counts none by default', async () => {
    const features = { rateLimit: true, rateLimitPerIntegration: 1 };
    const counted = await sandbox.account({ subdomain: 'counted', features });
    const statuses = [1, 2].map(() => counted.api('GET', '/api/v4/account'));
    expect((await Promise.all(statuses)).map(({ status }) => status)).toEqual([200, 429]);
  });
});
