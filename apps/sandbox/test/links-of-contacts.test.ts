import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestSandbox, type Api, type TestSandbox } from './call-sandbox.js';

describe('links between contacts and leads, made from the contact', () => {
  let sandbox: TestSandbox;
  let api: Api;
  let contactId: number;
  let leadId: number;

  beforeAll(async () => {
    sandbox = await startTestSandbox();
    ({ api } = await sandbox.account({ subdomain: 'linked' }));
    const made = async (kind: string): Promise<number> =>
      (await api('POST', `/api/v4/${kind}`, [{ name: 'А' }])).body._embedded[kind][0].id;
    [contactId, leadId] = [await made('contacts'), await made('leads')];
  });
  afterAll(() => sandbox.close());

  it('are made, listed by type without an id, and undone', async () => {
    const sent = [{ to_entity_id: leadId, to_entity_type: 'leads' }];
    const made = await api('POST', `/api/v4/contacts/${contactId}/link`, sent);
    expect([made.status, made.body._embedded?.links]).toEqual([
      200,
      [
        {
          entity_id: contactId,
          entity_type: 'contacts',
          to_entity_id: leadId,
          to_entity_type: 'leads',
          metadata: { main_contact: true },
        },
      ],
    ]);
    const lead = (await api('GET', `/api/v4/leads/${leadId}?with=contacts`)).body;
    expect(lead._embedded.contacts).toMatchObject([{ id: contactId, is_main: true }]);
    const path = `/api/v4/contacts/${contactId}/links`;
    const ofLeads = await api('GET', `${path}?filter[to_entity_type]=leads`);
    expect([ofLeads.status, ofLeads.body._embedded?.links]).toEqual([
      200,
      [{ to_entity_id: leadId, to_entity_type: 'leads', metadata: { main_contact: true } }],
    ]);
    const many = await api('GET', `/api/v4/contacts/links?filter[entity_id][]=${contactId}`);
    expect(many.body._embedded.links).toMatchObject([{ entity_id: contactId, to_entity_id: leadId }]);
    const ofCompanies = await api('GET', `${path}?filter[to_entity_type]=companies`);
    expect([ofCompanies.status, ofCompanies.body._total_items]).toEqual([200, 0]);
    expect((await api('GET', `${path}?filter[to_entity_id]=${leadId}`)).status).toBe(400);
    expect((await api('POST', `/api/v4/contacts/${contactId}/unlink`, sent)).status).toBe(204);
    expect((await api('GET', path)).body._total_items).toBe(0);
    const mass = [{ ...sent[0], entity_id: contactId }];
    expect((await api('POST', '/api/v4/contacts/link', mass)).status).toBe(200);
    expect((await api('POST', '/api/v4/contacts/unlink', mass)).status).toBe(204);
  });
});
