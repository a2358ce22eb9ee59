import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestSandbox, type NewAccountReply, type Api, type TestSandbox } from './call-sandbox.js';

describe('what a client may leave out, or send back as it was read', () => {
  let sandbox: TestSandbox;
  let account: NewAccountReply & { api: Api };

  beforeAll(async () => {
    sandbox = await startTestSandbox();
    account = await sandbox.account({ subdomain: 'optional', features: { customersMode: 'segments' } });
  });
  afterAll(() => sandbox.close());

  it('a change of nothing but the id is refused as empty', async () => {
    const [pipeline] = (await account.api('GET', '/api/v4/leads/pipelines')).body._embedded.pipelines;
    const path = `/api/v4/leads/pipelines/${pipeline.id}`;
    for (const [at, id] of [
      [path, pipeline.id],
      [`${path}/statuses/142`, 142],
    ])
      expect(await account.api('PATCH', at, { id })).toMatchObject({
        status: 400,
        body: { detail: 'Request data can not be empty' },
      });
  });

  it('a closing stage takes what was read of it, its colour in any case', async () => {
    const [pipeline] = (await account.api('GET', '/api/v4/leads/pipelines')).body._embedded.pipelines;
    const stages = `/api/v4/leads/pipelines/${pipeline.id}/statuses`;
    const { name, sort, color, type } = (await account.api('GET', `${stages}/142`)).body;
    for (const sent of [color, color.toUpperCase()]) {
      const read = { name, sort, color: sent, type, descriptions: [] };
      expect((await account.api('PATCH', `${stages}/142`, read)).status).toBe(200);
    }
    const refused = await account.api('PATCH', `${stages}/142`, { name, sort: 1 });
    expect(refused.body['validation-errors'][0].errors[0].path).toBe('sort');
  });

  it('a note needs its duration or text alone; what else is sent must say something', async () => {
    const [lead] = (await account.api('POST', '/api/v4/leads', [{}])).body._embedded.leads;
    const notes = (note_type: string, params: object) =>
      account.api('POST', `/api/v4/leads/${lead.id}/notes`, [{ note_type, params }]);
    for (const [type, params] of [
      ['call_in', { duration: 5 }],
      ['sms_out', { text: 'Да' }],
      ['service_message', { text: 'Да' }],
      ['geolocation', { text: 'Там' }],
    ] as const)
      expect((await notes(type, params)).status).toBe(200);
    for (const [type, params] of [
      ['call_in', { duration: 5, source: ' ' }],
      ['call_in', { source: 'АТС' }],
      ['sms_out', { phone: '+79991112233' }],
    ] as const)
      expect((await notes(type, params)).status).toBe(400);
  });

  it('stages of customers need the periodicity mode', async () => {
    expect((await account.api('GET', '/api/v4/customers/statuses')).status).toBe(422);
  });

  it('the account names its list of invoices', async () => {
    const read = async () =>
      (await account.api('GET', '/api/v4/account?with=invoices_settings')).body.invoices_settings;
    expect((await read()).invoices_catalog_id).toBeNull();
    const { body } = await sandbox.control('POST', 'actions', {
      ...{ action: 'catalog.create', subdomain: 'optional', name: 'Счета', type: 'invoices' },
    });
    expect((await read()).invoices_catalog_id).toBe(body.catalogId);
  });
});
