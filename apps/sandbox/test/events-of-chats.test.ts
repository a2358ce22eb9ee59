import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestSandbox, withoutLinkQueries, type Api, type TestSandbox } from './call-sandbox.js';

type Json = ReturnType<typeof JSON.parse>;

describe('rows of chat messages in the feed', () => {
  let sandbox: TestSandbox;
  let api: Api;
  let said: { leadId: number; contactId: number; talkId: number; messageId: string };

  const act = async (body: object): Promise<Json> =>
    (await sandbox.control('POST', 'actions', { subdomain: 'chats', ...body })).body;
  const rows = async (filter: string): Promise<Json[]> =>
    (await api('GET', `/api/v4/events?filter[type]=incoming_chat_message&${filter}`)).body?._embedded
      .events ?? [];

  beforeAll(async () => {
    sandbox = await startTestSandbox();
    ({ api } = await sandbox.account({ subdomain: 'chats' }));
    said = await act({ action: 'chat.write', text: 'Привет', clientId: 'c1', name: 'Анна' });
  });
  afterAll(() => sandbox.close());

  it('are found by the contact, and show the lead with the contact of the talk', async () => {
    for (const filter of [
      `filter[entity]=contact&filter[entity_id]=${said.contactId}`,
      `filter[entity][]=contact&filter[entity_id][]=${said.contactId}`,
      `filter[entity]=lead&filter[entity_id]=${said.leadId}`,
    ]) {
      const [row, ...more] = await rows(filter);
      expect(more).toEqual([]);
      expect(row).toMatchObject({
        entity_type: 'lead',
        entity_id: said.leadId,
        created_by: 0,
        value_after: [{ message: { id: said.messageId } }],
        value_before: [],
        _embedded: { entity: { id: said.leadId, linked_talk_contact_id: said.contactId } },
      });
    }
    expect(await rows(`filter[entity]=contact&filter[entity_id]=${said.leadId}`)).toEqual([]);
    expect(await rows('filter[entity]=company')).toEqual([]);
  });

  it('say more of the message by the switch', async () => {
    await sandbox.control('PATCH', 'accounts/chats', { features: { chat_event_message: 'full' } });
    const [row] = await rows('filter[entity]=contact');
    const message = { id: said.messageId, talk_id: said.talkId, origin: 'telegram' };
    expect(row.value_after).toEqual([{ message }]);
    expect((await api('GET', `/api/v4/events/${row.id}`)).body).toEqual(withoutLinkQueries(row));
  });

  it('belong to the contact once the lead is gone', async () => {
    await act({ action: 'lead.delete', leadId: said.leadId });
    const [row] = await rows(`filter[entity]=contact&filter[entity_id]=${said.contactId}`);
    expect(row).toMatchObject({ entity_type: 'contact', entity_id: said.contactId });
    expect(withoutLinkQueries(row._embedded.entity)).toEqual({
      id: said.contactId,
      _links: { self: { href: `https://chats.amocrm.ru/api/v4/contacts/${said.contactId}` } },
    });
  });
});
