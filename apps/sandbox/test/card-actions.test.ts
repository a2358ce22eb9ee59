import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestSandbox, type Api, type TestSandbox } from './call-sandbox.js';

describe('what people do with cards and incoming leads', () => {
  let sandbox: TestSandbox;
  let api: Api;
  let person = 0;
  const act = (action: string, body: object) =>
    sandbox.control('POST', 'actions', { action, subdomain: 'people', userId: person, ...body });

  beforeAll(async () => {
    sandbox = await startTestSandbox();
    const made = await sandbox.account({ subdomain: 'people', users: [{ name: 'Менеджер' }] });
    api = made.api;
    person = made.users.find((user) => user.name === 'Менеджер')!.id;
  });
  afterAll(() => sandbox.close());

  it('creates and changes contacts and companies in the name of the person', async () => {
    const made = await act('contact.create', {
      firstName: 'Анна',
      lastName: 'Белова',
      fields: [{ field_code: 'PHONE', values: [{ value: '+79990000000', enum_code: 'WORK' }] }],
    });
    const path = `/api/v4/contacts/${made.body.contactId}`;
    expect((await api('GET', path)).body).toMatchObject({ name: 'Анна Белова', created_by: person });
    expect(
      (await act('contact.change', { contactId: made.body.contactId, lastName: 'Чернова' })).status,
    ).toBe(200);
    expect((await api('GET', path)).body).toMatchObject({ name: 'Анна Чернова', updated_by: person });
    const company = await act('company.create', { name: 'Ромашка' });
    await act('company.change', { companyId: company.body.companyId, name: 'Лютик' });
    const seen = await api('GET', `/api/v4/companies/${company.body.companyId}`);
    expect(seen.body).toMatchObject({ name: 'Лютик', created_by: person });
    expect((await act('contact.change', { contactId: 1, name: 'x' })).status).toBe(400);
    expect((await act('company.create', { name: 'x', firstName: 'x' })).status).toBe(400);
  });

  it('accepts and declines an incoming lead once', async () => {
    const form = (source_uid: string) => ({
      source_uid,
      source_name: 'Сайт',
      metadata: {
        form_id: '1',
        form_name: 'Заявка',
        form_sent_at: 1_700_000_000,
        form_page: 'https://site.example',
        ip: '127.0.0.1',
        referer: 'https://site.example',
      },
      _embedded: { leads: [{ name: source_uid }], contacts: [{ name: source_uid }] },
    });
    const sent = await api('POST', '/api/v4/leads/unsorted/forms', [form('a'), form('b')]);
    const [first, second] = sent.body._embedded.unsorted;
    const accepted = await act('unsorted.accept', { uid: first.uid });
    expect(accepted.status).toBe(200);
    const lead = await api('GET', `/api/v4/leads/${accepted.body.leadId}`);
    expect(lead.body).toMatchObject({ status_id: accepted.body.status_id, updated_by: person });
    expect((await act('unsorted.accept', { uid: first.uid })).status).toBe(409);
    const declined = await act('unsorted.decline', { uid: second.uid });
    expect((await api('GET', `/api/v4/leads/${declined.body.leadId}`)).status).toBe(204);
    expect((await act('unsorted.decline', { uid: 'x' })).status).toBe(400);
  });
});
