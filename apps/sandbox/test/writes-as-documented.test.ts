import http from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestSandbox, type Api, type TestSandbox } from './call-sandbox.js';

describe('writes that the pages describe', () => {
  let sandbox: TestSandbox;
  let api: Api;
  let token: string;
  let userId: number;

  beforeAll(async () => {
    sandbox = await startTestSandbox();
    const made = await sandbox.account({ subdomain: 'writes' });
    ({ api, accessToken: token } = made);
    userId = made.users[0]!.id;
  });
  afterAll(() => sandbox.close());

  const made = async (path: string, key: string, body: unknown) =>
    (await api('POST', `/api/v4/${path}`, [body])).body._embedded[key][0];
  const form = (lead: object) => ({
    ...{ source_uid: 'site', source_name: 'Сайт', metadata: { form_id: 1 } },
    _embedded: { leads: [lead] },
  });

  it('give no loss reason to an incoming lead, whatever stage was sent', async () => {
    const reason = await made('leads/loss_reasons', 'loss_reasons', { name: 'Дорого', sort: 10 });
    const lost = form({ name: 'А', status_id: 143, loss_reason_id: reason.id });
    const answer = await api('POST', '/api/v4/leads/unsorted/forms', [form({ name: 'Б' }), lost]);
    expect([answer.status, answer.body]).toMatchObject([
      400,
      { detail: 'Invalid request body', errors: { '1': 'Loss reason can be specified only for lost lead' } },
    ]);
    expect((await api('GET', '/api/v4/leads/unsorted')).status).toBe(204);
  });

  it('move a task to the card of another type, or refuse the type alone', async () => {
    const lead = await made('leads', 'leads', {});
    const contact = await made('contacts', 'contacts', {});
    const { id } = await made('tasks', 'tasks', {
      ...{ text: 'x', complete_till: 1000, entity_type: 'leads', entity_id: lead.id },
    });
    const alone = await api('PATCH', `/api/v4/tasks/${id}`, { entity_type: 'contacts' });
    expect([alone.status, alone.body['validation-errors']?.[0].errors]).toMatchObject([
      400,
      [{ code: 'NotSupportedChoice', path: 'entity_id' }],
    ]);
    expect((await api('PATCH', `/api/v4/tasks/${id}`, { entity_type: 'leads' })).status).toBe(200);
    const pair = { entity_type: 'contacts', entity_id: contact.id };
    expect((await api('PATCH', `/api/v4/tasks/${id}`, pair)).status).toBe(200);
    expect((await api('GET', `/api/v4/tasks/${id}`)).body).toMatchObject(pair);
  });

  it('leave a note as it is where nothing in it changes, and on its card', async () => {
    const [own, other] = [await made('leads', 'leads', {}), await made('leads', 'leads', {})];
    const params = { text: 'Текст' };
    const { id } = await made('leads/notes', 'notes', {
      ...{ entity_id: own.id, note_type: 'common', params, updated_at: 1000 },
    });
    const path = `/api/v4/leads/notes/${id}`;
    const moved = await api('PATCH', path, { entity_id: other.id, params });
    expect([moved.status, moved.body['validation-errors']?.[0].errors]).toMatchObject([
      400,
      [{ code: 'NotSupportedChoice', path: 'entity_id' }],
    ]);
    for (const same of [{ note_type: 'common' }, { params }, { entity_id: own.id, created_by: userId }]) {
      expect((await api('PATCH', path, same)).body).toMatchObject({ id, updated_at: 1000 });
      expect((await api('GET', path)).body.updated_at).toBe(1000);
    }
    expect((await api('PATCH', path, { params: { text: 'Другой' } })).body.updated_at).toBeGreaterThan(1000);
    expect((await api('PATCH', path, { updated_at: 2000 })).body.updated_at).toBe(2000);
  });

  it.each([1e20, 1e300, -1e20, 2 ** 53])('refuse the price %p', async (price) => {
    for (const [method, path, body] of [
      ['POST', 'leads', [{ price }]],
      ['POST', 'leads/complex', [{ price }]],
      ['POST', 'leads/unsorted/forms', [form({ price })]],
    ] as const)
      expect([path, (await api(method, `/api/v4/${path}`, body)).status]).toEqual([path, 400]);
    await sandbox.control('PATCH', 'accounts/writes', { features: { price_minor_units: true } });
    expect((await api('POST', '/api/v4/leads', [{ price }])).status).toBe(400);
    expect((await api('POST', '/api/v4/leads', [{ price: 10.5 }])).status).toBe(200);
    await sandbox.control('PATCH', 'accounts/writes', { features: { price_minor_units: false } });
    const largest = Number.MAX_SAFE_INTEGER;
    const { id } = await made('leads', 'leads', { price: largest });
    expect((await api('GET', `/api/v4/leads/${id}`)).body.price).toBe(largest);
  });

  it('keep who took a call and when in the note of an incoming call', async () => {
    const metadata = {
      ...{
        from: 'АТС',
        phone: '79991112233',
        duration: 12,
        link: 'https://rec.example/1',
        service_code: 's',
      },
      ...{
        uniq: 'u1',
        called_at: 1_600_000_000,
        call_responsible: String(userId),
        is_call_event_needed: true,
      },
    };
    const sip = { source_uid: 'pbx', source_name: 'АТС', metadata };
    const { _embedded } = await made('leads/unsorted/sip', 'unsorted', sip);
    const [note] = (await api('GET', `/api/v4/leads/${_embedded.leads[0].id}/notes`)).body._embedded.notes;
    expect(note).toMatchObject({
      ...{ note_type: 'call_in', created_at: 1_600_000_000, created_by: userId, responsible_user_id: userId },
      params: { uniq: 'u1', duration: 12, phone: '79991112233', call_responsible: String(userId) },
    });
  });

  it('come with a whole address in the first line, as clients of a proxy send it', async () => {
    const { hostname, port } = new URL(sandbox.url);
    const ask = (path: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const headers = { host: 'proxy.example', authorization: `Bearer ${token}` };
        http
          .get({ hostname, port, path, headers, agent: false }, (answer) => {
            answer.resume();
            resolve(answer.statusCode);
          })
          .on('error', reject);
      });
    expect(await ask('http://writes.amocrm.ru/api/v4/account?with=version')).toBe(200);
    expect(await ask('https://writes.amocrm.ru:443/api/v4/account')).toBe(200);
    expect(await ask('http://writes.amocrm.ru')).toBe(200);
    expect(await ask('http://nobody.example/api/v4/account')).toBe(401);
  });
});
