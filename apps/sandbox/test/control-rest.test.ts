import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestSandbox, type Api, type NewAccountReply, type TestSandbox } from './call-sandbox.js';

describe('clock, journal, tokens and state of the control API', () => {
  let sandbox: TestSandbox;
  let account: NewAccountReply & { api: Api };
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
    sandbox = await startTestSandbox({ folder });
    account = await sandbox.account({ subdomain: 'control' });
  });
  afterAll(async () => {
    await sandbox.close();
    await rm(folder, { recursive: true });
  });

  it('says in words what it does not have', async () => {
    const unknown = await sandbox.control('POST', 'acounts', {});
    expect([unknown.status, unknown.body.detail]).toEqual([
      404,
      'No such control call: POST /__sandbox__/acounts',
    ]);
    const method = await sandbox.control('PUT', 'accounts', {});
    expect([method.status, method.body.title]).toEqual([405, 'Method Not Allowed']);
    const { status } = await sandbox.call('GET', '/__sandbox__/nothing', { host: 'localhost' });
    expect(status).toBe(404);
  });

  it('sets the clock to a moment in ms or ISO, moves it on, and refuses anything else', async () => {
    const at = Date.parse('2030-05-01T10:00:00Z');
    for (const body of [{ now: at }, { now: '2030-05-01T10:00:00Z' }]) {
      const { status, body: answer } = await sandbox.control('POST', 'clock', body);
      expect(status).toBe(200);
      expect(answer.now - at).toBeGreaterThanOrEqual(0);
      expect(answer.now - at).toBeLessThan(60_000);
    }
    const moved = (await sandbox.control('POST', 'clock', { advanceMs: 3_600_000 })).body.now;
    expect(moved - at).toBeGreaterThanOrEqual(3_600_000);
    for (const body of [{}, { now: 'soon' }, { advanceMs: '5' }, { now: at, advanceMs: 5 }, { later: 1 }, []])
      expect((await sandbox.control('POST', 'clock', body)).status).toBe(400);
    await sandbox.control('POST', 'clock', { now: Date.now() });
  });

  it('lists the journal by subdomain and time; empty parameters do not count', async () => {
    const before = Date.now();
    await account.api('GET', '/api/v4/account');
    const all = (await sandbox.control('GET', 'requests?subdomain=&since=')).body;
    expect(all.length).toBeGreaterThan(0);
    const since = new Date(before).toISOString();
    for (const query of [`since=${before}`, `since=${encodeURIComponent(since)}`, `since=${before / 1000}`]) {
      const rows = (await sandbox.control('GET', `requests?subdomain=control&${query}`)).body;
      expect(rows.at(-1)).toMatchObject({ method: 'GET', path: '/api/v4/account', status: 200 });
      expect(rows.at(-1).answeredAt).toBeGreaterThanOrEqual(rows.at(-1).receivedAt);
    }
    expect((await sandbox.control('GET', `requests?since=${Date.now() + 60_000}`)).body).toEqual([]);
    expect((await sandbox.control('GET', 'requests?since=yesterday')).status).toBe(400);
    expect((await sandbox.control('GET', 'requests?after=x')).status).toBe(400);
  });

  it('makes widget tokens for a user of the account only', async () => {
    const [admin] = account.users;
    const ask = (body: unknown) => sandbox.control('POST', 'widget-tokens', body);
    const { status, body } = await ask({ subdomain: 'control', userId: admin?.id });
    expect([status, body.token.split('.').length]).toEqual([201, 3]);
    expect((await ask({ subdomain: 'control', userId: 5 })).body.detail).toBe('No user 5');
    expect((await ask({ subdomain: 'nobody', userId: admin?.id })).body.detail).toBe('No account nobody');
    expect((await ask({})).status).toBe(400);
  });

  it('names what is wrong with a file to save to or load from', async () => {
    await writeFile(join(folder, 'text.json'), '{"version": 1}');
    for (const [path, body] of [
      ['save', {}],
      ['save', { file: 5 }],
      ['save', { file: 'no/such/state.json' }],
      ['load', { file: 'none.json' }],
      ['load', { file: 'text.json' }],
    ] as const) {
      const { status, body: answer } = await sandbox.control('POST', path, body);
      expect([path, body, status, answer.title]).toEqual([path, body, 400, 'Bad Request']);
    }
    expect((await account.api('GET', '/api/v4/account')).status).toBe(200);
  });

  it('keeps the emulated time with the state', async () => {
    const file = 'state.json';
    const { now } = (await sandbox.control('POST', 'clock', { advanceMs: 86_400_000 * 30 })).body;
    expect((await sandbox.control('POST', 'save', { file })).status).toBe(200);
    await sandbox.control('POST', 'reset');
    expect((await sandbox.control('GET', 'accounts')).body).toEqual([]);
    const loaded = await sandbox.control('POST', 'load', { file });
    expect([loaded.status, loaded.body]).toEqual([200, { file, accounts: 1 }]);
    expect((await sandbox.control('POST', 'clock', { advanceMs: 0 })).body.now).toBeGreaterThanOrEqual(now);
    const token = account.longLivedToken;
    expect((await sandbox.call('GET', '/api/v4/account', { host: 'control.amocrm.ru', token })).status).toBe(
      200,
    );
  });
});
