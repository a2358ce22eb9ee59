import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestSandbox, type Api, type Reply, type TestSandbox } from './call-sandbox.js';
import { startHookReceiver, until, type HookReceiver } from './hook-receiver.js';

type Json = ReturnType<typeof JSON.parse>;

describe('hooks and events of what only people and amoCRM itself do', () => {
  let sandbox: TestSandbox;
  let receiver: HookReceiver;
  let api: Api;
  let leadId: number;
  let contactId: number;
  let companyId: number;

  const act = (action: string, body: object): Promise<Reply> =>
    sandbox.control('POST', 'actions', { action, subdomain: 'people', ...body });
  const made = async (kind: string, body: unknown): Promise<number> =>
    (await api('POST', `/api/v4/${kind}`, [body])).body._embedded[kind][0].id;

  beforeAll(async () => {
    sandbox = await startTestSandbox();
    receiver = await startHookReceiver();
    ({ api } = await sandbox.account({ subdomain: 'people' }));
    leadId = await made('leads', { name: 'Сделка' });
    contactId = await made('contacts', { name: 'Анна' });
    companyId = await made('companies', { name: 'Ромашка' });
    const settings = 'delete_contact restore_contact delete_company restore_company update_task'.split(' ');
    await api('POST', '/api/v4/webhooks', { destination: `${receiver.url}/hook`, settings });
  });
  afterAll(async () => {
    await receiver.close();
    await sandbox.close();
  });
  beforeEach(() => {
    receiver.received.length = 0;
  });

  const hooksOf = async (count: number): Promise<Json[]> => {
    await until(() => receiver.received.length >= count);
    return receiver.received.map(({ body }) => body);
  };
  const typesOf = async (entity: string, id: number): Promise<string[]> => {
    const { body } = await api('GET', `/api/v4/events?filter[entity]=${entity}&filter[entity_id]=${id}`);
    return body._embedded.events.map(({ type }: { type: string }) => type);
  };

  it('deletes and restores contacts and companies', async () => {
    for (const [word, kind, id] of [
      ['contact', 'contacts', contactId],
      ['company', 'companies', companyId],
    ] as const) {
      receiver.received.length = 0;
      const key = { [`${word}Id`]: id };
      expect((await act(`${word}.delete`, key)).body).toEqual(key);
      expect((await api('GET', `/api/v4/${kind}/${id}`)).status).toBe(204);
      expect((await act(`${word}.delete`, key)).status).toBe(400);
      expect((await act(`${word}.restore`, key)).body).toEqual(key);
      expect((await act(`${word}.restore`, key)).status).toBe(409);
      const [gone, back] = await hooksOf(2);
      expect(gone.contacts.delete[0]).toEqual({ id: String(id), type: word });
      expect(back.contacts.restore[0]).toMatchObject({ id: String(id), type: word });
      expect((await typesOf(word, id)).slice(0, 2)).toEqual([`${word}_restored`, `${word}_deleted`]);
    }
    expect((await act('company.restore', { companyId: 1 })).status).toBe(400);
  });

  it('writes and deletes notes on any card', async () => {
    for (const [word, kind, id] of [
      ['lead', 'leads', leadId],
      ['contact', 'contacts', contactId],
      ['company', 'companies', companyId],
    ] as const) {
      const { noteId } = (await act('note.add', { [`${word}Id`]: id, text: 'Важно' })).body;
      const note = (await api('GET', `/api/v4/${kind}/notes/${noteId}`)).body;
      expect(note).toMatchObject({ entity_id: id, note_type: 'common', params: { text: 'Важно' } });
      expect((await act('note.delete', { noteId })).status).toBe(200);
      expect((await api('GET', `/api/v4/${kind}/notes/${noteId}`)).status).toBe(204);
      expect((await typesOf(word, id)).slice(0, 2)).toEqual(['common_note_deleted', 'common_note_added']);
    }
    expect((await act('note.add', { text: 'Ничей' })).status).toBe(400);
    expect((await act('note.add', { leadId })).status).toBe(400);
    expect((await act('note.delete', { noteId: 1 })).status).toBe(400);
  });

  it('closes a task from the page of tasks with two hooks, from the card with one', async () => {
    for (const [from, results] of [
      ['tasks', [undefined, 'Готово']],
      ['card', ['Готово']],
    ] as const) {
      receiver.received.length = 0;
      const { taskId } = (await act('task.add', { text: 'Звонок', contactId })).body;
      expect((await api('GET', `/api/v4/tasks/${taskId}`)).body).toMatchObject({ entity_type: 'contacts' });
      await act('task.complete', { taskId, result: 'Готово', from });
      const hooks = (await hooksOf(results.length)).map(({ task }) => task.update[0]);
      expect(hooks.map(({ result }) => result?.text)).toEqual(results);
      expect(hooks[0].action_close).toBe('1');
    }
  });

  it('fires pipeline triggers for mail, visits and calls of leads that came after them, unless a note is quiet', async () => {
    const { pipeline_id: pipelineId, status_id: statusId } = (await api('GET', `/api/v4/leads/${leadId}`))
      .body;
    await sandbox.control('POST', 'clock', { advanceMs: 5000 });
    for (const event of ['mail_in', 'site_visit', 'call_in']) {
      const destination = `${receiver.url}/${event}`;
      await sandbox.control('POST', 'triggers', {
        subdomain: 'people',
        pipelineId,
        statusId,
        destination,
        event,
      });
    }
    const mail = { noteType: 'amomail_message', params: { subject: 'Счёт' } };
    await act('note.add', { leadId, ...mail });
    const fresh = await made('leads', { name: 'Новая' });
    await act('note.add', { leadId: fresh, ...mail });
    await act('note.add', { leadId: fresh, noteType: 'site_visit', params: { url: 'https://site.example' } });
    const call = {
      note_type: 'call_in',
      params: { duration: 5, source: 'pbx', phone: '+79990000000', uniq: 'u' },
    };
    const quiet = { ...call, is_need_to_trigger_digital_pipeline: false };
    await api('POST', `/api/v4/leads/${fresh}/notes`, [quiet, call]);
    await until(() => receiver.received.length >= 3);
    expect(receiver.received.map(({ path }) => path).sort()).toEqual(['/call_in', '/mail_in', '/site_visit']);
    const rows: { event: string }[] = (await sandbox.control('GET', 'deliveries?subdomain=people')).body;
    expect(rows.filter(({ event }) => event === 'dp_webhook')).toHaveLength(3);
    const foreign = await api('POST', `/api/v4/leads/${leadId}/notes`, [
      { note_type: 'site_visit', params: {} },
    ]);
    expect(foreign.body['validation-errors'][0].errors).toMatchObject([
      { code: 'NotSupportedChoice', path: 'note_type' },
    ]);
  });
});
