import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestSandbox, type Api, type TestSandbox } from './call-sandbox.js';

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
});
