import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestSandbox, type Api, type Reply, type TestSandbox } from './call-sandbox.js';
import { startHookReceiver, until } from './hook-receiver.js';

type Json = ReturnType<typeof JSON.parse>;

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
    expect(ofCompanies.status).toBe(204);
    expect((await api('GET', `${path}?filter[to_entity_id]=${leadId}`)).status).toBe(400);
    expect((await api('POST', `/api/v4/contacts/${contactId}/unlink`, sent)).status).toBe(204);
    expect((await api('GET', path)).status).toBe(204);
    const mass = [{ ...sent[0], entity_id: contactId }];
    expect((await api('POST', '/api/v4/contacts/link', mass)).status).toBe(200);
    expect((await api('POST', '/api/v4/contacts/unlink', mass)).status).toBe(204);
  });

  const made = async (kind: string, more: object = {}): Promise<number> =>
    (await api('POST', `/api/v4/${kind}`, [{ name: 'А', ...more }])).body._embedded[kind][0].id;
  const act = (action: string, body: object): Promise<Reply> =>
    sandbox.control('POST', 'actions', { action, subdomain: 'linked', ...body });

  it('of one that has none are 204, or by the switch an empty list', async () => {
    const path = `/api/v4/leads/${await made('leads')}/links`;
    expect((await api('GET', path)).status).toBe(204);
    await sandbox.control('PATCH', 'accounts/linked', { features: { no_links: 200 } });
    const { status, body } = await api('GET', path);
    expect([status, body._total_items]).toEqual([200, 0]);
    await sandbox.control('PATCH', 'accounts/linked', { features: { no_links: 204 } });
  });

  it('have one main contact outside the trash, and a change of it is a change of the lead', async () => {
    const [one, two] = [await made('contacts'), await made('contacts')];
    const lead = await made('leads', { _embedded: { contacts: [{ id: one, is_main: true }, { id: two }] } });
    const read = async (): Promise<Json> => (await api('GET', `/api/v4/leads/${lead}?with=contacts`)).body;
    const mains = async (): Promise<number[]> =>
      (await read())._embedded.contacts.flatMap(({ id, is_main }: Json) => (is_main ? [id] : []));
    const receiver = await startHookReceiver();
    try {
      await api('POST', '/api/v4/webhooks', { destination: receiver.url, settings: ['update_lead'] });
      const before = (await read()).updated_at;
      await sandbox.control('POST', 'clock', { advanceMs: 60_000 });
      const link = { to_entity_id: two, to_entity_type: 'contacts', metadata: { is_main: true } };
      await api('POST', `/api/v4/leads/${lead}/link`, [link]);
      expect([await mains(), (await read()).updated_at - before >= 60]).toEqual([[two], true]);
      await until(() => receiver.received.length === 1);
      const linked = (await read()).updated_at;
      await sandbox.control('POST', 'clock', { advanceMs: 60_000 });
      await act('contact.delete', { contactId: two });
      expect([await mains(), (await read()).updated_at - linked >= 60]).toEqual([[one], true]);
      await until(() => receiver.received.length === 2);
    } finally {
      await receiver.close();
    }
    await act('contact.delete', { contactId: one });
    await act('contact.restore', { contactId: two });
    expect(await mains()).toEqual([two]);
  });
});
