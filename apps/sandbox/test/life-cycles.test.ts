import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { parseQuery } from '../src/http/query.js';
import { eventCodes, kommoCodes } from '../src/webhooks/event-codes.js';
import { startTestSandbox, type Api, type Reply, type TestSandbox } from './call-sandbox.js';

type Json = ReturnType<typeof JSON.parse>;

/** What cards leave behind that wait, are merged, thrown away and taken back. */
describe('life cycles', () => {
  let sandbox: TestSandbox;
  let api: Api;
  let subdomain: string;
  let count = 0;

  beforeAll(async () => {
    sandbox = await startTestSandbox();
  });
  afterAll(() => sandbox.close());
  beforeEach(async () => {
    count += 1;
    subdomain = `life${count}`;
    ({ api } = await sandbox.account({ subdomain }));
    await sandbox.control('POST', 'deliveries/hold', { subdomain });
    const settings = [...eventCodes].filter((code) => !kommoCodes.has(code));
    await api('POST', '/api/v4/webhooks', { destination: 'http://127.0.0.1:9/', settings });
  });

  const act = async (action: string, body: object): Promise<Json> => {
    const { status, body: answer } = await sandbox.control('POST', 'actions', { action, subdomain, ...body });
    expect([action, status]).toEqual([action, 200]);
    return answer;
  };
  const made = async (kind: string, body: object): Promise<number> =>
    (await api('POST', `/api/v4/${kind}`, [body])).body._embedded[kind][0].id;
  const get = async (path: string): Promise<Json> => (await api('GET', `/api/v4/${path}`)).body;
  const sent = async (work: () => Promise<unknown>): Promise<{ event: string; body: Json }[]> => {
    const before = sandbox.sandbox.webhooks.list(subdomain).length;
    await work();
    await new Promise((resolve) => setImmediate(resolve));
    const later = sandbox.sandbox.webhooks.list(subdomain).slice(before);
    return later.map(({ event, body }) => ({ event, body: parseQuery(body) }));
  };
  const ofCode = (hooks: { event: string; body: Json }[], code: string): Json[] =>
    hooks.filter(({ event }) => event === code).map(({ body }) => body);
  const form = {
    source_uid: 'u',
    source_name: 'с',
    metadata: { form_id: 'f' },
    _embedded: { leads: [{ name: 'С формы' }], contacts: [{ name: 'Пётр' }], companies: [{ name: 'ООО' }] },
  };
  const incoming = async (): Promise<{ uid: string; lead: number; contact: number; company: number }> => {
    const [row] = (await api('POST', '/api/v4/leads/unsorted/forms', [form])).body._embedded.unsorted;
    const { leads, contacts, companies } = row._embedded;
    return { uid: row.uid, lead: leads[0].id, contact: contacts[0].id, company: companies[0].id };
  };
  const listed = async (kind: string): Promise<number[]> =>
    ((await get(kind))?._embedded[kind] ?? []).map(({ id }: { id: number }) => id);

  describe('incoming leads', () => {
    it('of a known client name the contact in all hooks, as reads do', async () => {
      const contactId = await made('contacts', { name: 'Анна' });
      const hooks = await sent(() => act('chat.write', { text: 'Добрый день', clientId: 'c', contactId }));
      const [{ uid, _embedded }] = (await get('leads/unsorted'))._embedded.unsorted;
      expect(_embedded.contacts).toMatchObject([{ id: contactId }]);
      const [added] = ofCode(hooks, 'add_unsorted');
      expect(added.unsorted.add[0].data.contacts[0]).toMatchObject({ id: String(contactId), name: 'Анна' });
      const accepted = await sent(() => api('POST', `/api/v4/leads/unsorted/${uid}/accept`, {}));
      const [hook] = ofCode(accepted, 'delete_unsorted');
      expect(hook.unsorted.delete[0].accept_result.contacts).toEqual({ 0: String(contactId) });
    });

    it('dragged into «Неразобранное» name their contact', async () => {
      const contactId = await made('contacts', { name: 'Анна' });
      const leadId = await made('leads', { _embedded: { contacts: [{ id: contactId }] } });
      const [pipeline] = (await get('leads/pipelines'))._embedded.pipelines;
      const stage = pipeline._embedded.statuses.find(({ type }: { type: number }) => type === 1);
      const hooks = await sent(() => act('lead.move', { leadId, statusId: stage.id }));
      const [added] = ofCode(hooks, 'add_unsorted');
      expect(added.unsorted.add[0].data.contacts[0].id).toBe(String(contactId));
    });

    it('linked to a lead name the contact that was linked', async () => {
      const named = await made('contacts', { name: 'Вера' });
      const entity_id = await made('leads', { name: 'Старая' });
      await act('chat.write', { text: 'Добрый день', clientId: 'c', name: 'Анна' });
      const [{ uid }] = (await get('leads/unsorted'))._embedded.unsorted;
      const link = { entity_id, entity_type: 'leads', metadata: { contact_id: named } };
      const hooks = await sent(() => api('POST', `/api/v4/leads/unsorted/${uid}/link`, { link }));
      const [hook] = ofCode(hooks, 'delete_unsorted');
      expect(hook.unsorted.delete[0].accept_result).toEqual({
        leads: { 0: String(entity_id) },
        contacts: { 0: String(named) },
      });
    });

    it('that were declined hide no card that is taken back', async () => {
      const { uid, contact, company } = await incoming();
      await api('DELETE', `/api/v4/leads/unsorted/${uid}/decline`);
      await act('contact.restore', { contactId: contact });
      await act('company.restore', { companyId: company });
      expect([await listed('contacts'), await listed('companies')]).toEqual([[contact], [company]]);
    });

    it('that wait again hide the cards that are taken back after them, until they are accepted', async () => {
      const { uid, lead, contact } = await incoming();
      await api('DELETE', `/api/v4/leads/unsorted/${uid}/decline`);
      await act('lead.restore', { leadId: lead });
      await act('contact.restore', { contactId: contact });
      expect(await listed('contacts')).toEqual([]);
      await api('POST', `/api/v4/leads/unsorted/${uid}/accept`, {});
      expect(await listed('contacts')).toEqual([contact]);
    });
  });

  describe('the merging of two leads', () => {
    it('brings tasks, talks and the request to the lead that stays', async () => {
      const { uid, lead, contact } = await incoming();
      const { talkId } = await act('chat.write', { text: 'Здравствуйте', clientId: 'c', contactId: contact });
      await act('task.add', { text: 'Позвонить', leadId: lead, completeTill: 1_900_000_000 });
      const stays = await made('leads', { name: 'Остаётся' });
      const hooks = await sent(() => act('lead.merge', { leadId: stays, mergedId: lead }));
      expect((await get(`leads/${stays}`)).closest_task_at).toBe(1_900_000_000);
      expect((await get(`talks/${talkId}`)).entity_id).toBe(stays);
      const [talk] = ofCode(hooks, 'update_talk');
      expect(talk.talk.update[0]).toMatchObject({ talk_id: String(talkId), entity_id: String(stays) });
      const [sorted] = ofCode(hooks, 'delete_unsorted');
      expect(sorted.unsorted.delete[0]).toMatchObject({
        uid,
        accept_result: { leads: { 0: String(stays) } },
      });
      const summary = await get(`leads/unsorted/summary?filter[uid]=${uid}`);
      expect(summary).toMatchObject({ total: 1, accepted: 1 });
    });

    it('tells the contact of one lead, the one that stays', async () => {
      const contactId = await made('contacts', { name: 'Анна' });
      const merged = await made('leads', { _embedded: { contacts: [{ id: contactId }] } });
      const stays = await made('leads', { name: 'Остаётся' });
      const hooks = await sent(() => act('lead.merge', { leadId: stays, mergedId: merged }));
      const linked = ofCode(hooks, 'update_contact').map(
        ({ contacts }) => contacts.update[0].linked_leads_id,
      );
      expect(linked).toEqual([{ [stays]: { ID: String(stays) } }]);
      expect(ofCode(hooks, 'delete_lead')).toHaveLength(1);
    });
  });

  describe('notes', () => {
    it('of a card in the trash are as unknown as the card', async () => {
      const leadId = await made('leads', { name: 'x' });
      const note = { note_type: 'common', params: { text: 'т' } };
      const [{ id }] = (await api('POST', `/api/v4/leads/${leadId}/notes`, [note])).body._embedded.notes;
      const calls = (): Promise<Reply[]> =>
        Promise.all([
          api('GET', `/api/v4/leads/notes/${id}`),
          api('GET', `/api/v4/leads/${leadId}/notes/${id}`),
          api('GET', `/api/v4/leads/notes?filter[id]=${id}`),
          api('PATCH', `/api/v4/leads/notes/${id}`, note),
          api('POST', `/api/v4/leads/notes/${id}/pin`),
        ]);
      const statuses = async (): Promise<number[]> => (await calls()).map(({ status }) => status);
      expect(await statuses()).toEqual([200, 200, 200, 200, 204]);
      await act('lead.delete', { leadId });
      expect(await statuses()).toEqual([204, 204, 204, 400, 400]);
      await act('lead.restore', { leadId });
      expect(await statuses()).toEqual([200, 200, 200, 200, 204]);
    });

    it('that are deleted send no hook of their card', async () => {
      const leadId = await made('leads', { name: 'x' });
      const contactId = await made('contacts', { name: 'x' });
      for (const on of [{ leadId }, { contactId }]) {
        const { noteId } = await act('note.add', { ...on, text: 'т' });
        expect(await sent(() => act('note.delete', { noteId }))).toEqual([]);
      }
    });
  });

  it('a contact whose name is split into first and last name has changed', async () => {
    const id = await made('contacts', { name: 'Иван Петров' });
    const { updated_at: before }: { updated_at: number } = await get(`contacts/${id}`);
    await sandbox.control('POST', 'clock', { advanceMs: 60_000 });
    const names = { first_name: 'Иван', last_name: 'Петров' };
    const hooks = await sent(() => api('PATCH', `/api/v4/contacts/${id}`, names));
    const after = await get(`contacts/${id}`);
    expect(after).toMatchObject({ name: 'Иван Петров', ...names });
    expect(after.updated_at).toBeGreaterThanOrEqual(before + 60);
    expect(hooks.map(({ event }) => event)).toEqual(['update_contact']);
  });

  it('a bot that is deleted while it waits frees its card for the others', async () => {
    const entity_id = await made('leads', { name: 'x' });
    const ask = { handler: 'widget_request', params: { url: 'http://127.0.0.1:9/bot', data: {} } };
    const paste = { name: 'Бот', code: [{ question: [ask] }] };
    const run = async (): Promise<number> => {
      const { botId } = await act('bot.paste', paste);
      await api('POST', `/api/v4/bots/${botId}/run`, { entity_id, entity_type: 'leads' });
      return botId;
    };
    const asked = async (): Promise<string[]> =>
      ofCode(await sent(run), 'bot_widget_request').map(({ return_url: url }) => url);
    let botId = 0;
    const first = await sent(async () => {
      botId = await run();
    });
    expect(ofCode(first, 'bot_widget_request')).toHaveLength(1);
    expect(await asked()).toHaveLength(0);
    await act('bot.delete', { botId });
    const { pathname } = new URL(ofCode(first, 'bot_widget_request')[0].return_url);
    const said = { handler: 'show', params: { type: 'text', value: 'Спасибо' } };
    expect((await api('POST', pathname, { execute_handlers: [said] })).status).toBe(404);
    expect(await asked()).toHaveLength(1);
  });
});
