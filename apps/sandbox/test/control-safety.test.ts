import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestSandbox, type Reply, type TestSandbox } from './call-sandbox.js';

/** What a web page, or a program that is fed by one, could try. */
describe('the control API and pages of other origins', () => {
  let sandbox: TestSandbox;
  let base: string;
  let folder: string;
  let own: string;

  beforeAll(async () => {
    base = await mkdtemp(join(tmpdir(), 'sandbox-'));
    folder = join(base, 'states');
    sandbox = await startTestSandbox({ folder });
    own = sandbox.url;
  });
  afterAll(async () => {
    await sandbox.close();
    await rm(base, { recursive: true });
  });

  const save = (headers: Record<string, string>, body: unknown = { file: 'state.json' }): Promise<Reply> =>
    sandbox.call('POST', '/__sandbox__/save', { body, headers });

  it.each([
    ['text/plain'],
    ['text/plain;charset=UTF-8'],
    ['application/x-www-form-urlencoded'],
    ['multipart/form-data; boundary=x'],
    ['application/jsonp'],
    [''],
  ])('refuses a body that calls itself %j with 415', async (type) => {
    const answer = await save({ 'content-type': type });
    expect([answer.status, answer.body.title]).toEqual([415, 'Unsupported Media Type']);
    expect(await readdir(base)).toEqual([]);
  });

  it('takes JSON with parameters, and calls without a body', async () => {
    expect((await save({ 'content-type': 'application/json; charset=utf-8' })).status).toBe(200);
    expect((await sandbox.control('POST', 'reset')).status).toBe(204);
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await sandbox.call('POST', '/__sandbox__/reset', { headers: form })).status).toBe(415);
  });

  it.each([
    [{ origin: 'https://evil.example' }],
    [{ origin: 'null' }],
    [{ origin: 'http://127.0.0.1:1' }],
    [{ origin: 'http://localhost.evil.example' }],
    [{ referer: 'https://evil.example/page' }],
    [{ referer: 'no address' }],
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site' }],
    [{ host: 'evil.example' }],
    [{ host: 'evil.example:3900' }],
    [{ host: '127.0.0.1.evil.example' }],
    [{ host: 'safe.amocrm.ru' }],
  ])('refuses a call with %j with 403, reads too', async (headers) => {
    for (const [method, path] of [
      ['POST', 'save'],
      ['POST', 'reset'],
      ['GET', 'accounts'],
      ['GET', 'page/state'],
      ['DELETE', 'faults'],
    ] as const) {
      const body = path === 'save' ? { file: 'evil.json' } : undefined;
      const answer = await sandbox.call(method, `/__sandbox__/${path}`, {
        headers,
        body,
      });
      expect([path, answer.status]).toEqual([path, 403]);
    }
    expect(await readdir(folder)).not.toContain('evil.json');
  });

  it('takes calls of its own page and of programs, under every name of this machine', async () => {
    const { port } = new URL(own);
    for (const headers of [
      {},
      { origin: own, referer: `${own}/`, 'sec-fetch-site': 'same-origin' },
      { host: `localhost:${port}`, origin: `http://localhost:${port}` },
      { host: `[::1]:${port}` },
      { host: '127.0.0.1' },
      { 'sec-fetch-site': 'none' },
    ]) {
      const answer = await sandbox.call('GET', '/__sandbox__/accounts', {
        headers: headers as Record<string, string>,
      });
      expect([headers, answer.status]).toEqual([headers, 200]);
    }
  });

  it('answers the names it was told, and every address where it listens on all', async () => {
    const named = await startTestSandbox({ controlHosts: ['sandbox.test'] });
    const open = await startTestSandbox({ host: '0.0.0.0' });
    const ask = async (one: TestSandbox, host: string): Promise<number> => {
      const { port } = new URL(one.url);
      const url = `http://127.0.0.1:${port}`;
      const answer = await fetch(`${url}/__sandbox__/accounts`).then(() =>
        one.call('GET', '/__sandbox__/accounts', { host }),
      );
      return answer.status;
    };
    expect(await ask(named, 'SANDBOX.test:3900')).toBe(200);
    expect(await ask(named, 'other.test')).toBe(403);
    expect(await ask(named, '10.0.0.7')).toBe(403);
    expect(await ask(open, '10.0.0.7:3900')).toBe(200);
    expect(await ask(open, 'evil.example')).toBe(403);
    await Promise.all([named.close(), open.close()]);
  });

  it.each([
    '../outside.json',
    '/tmp/outside.json',
    'sub/state.json',
    '..\\outside.json',
    'C:\\outside.json',
    '..',
    '.',
    '.hidden',
    'a\u0000b',
    'state.json/../../outside.json',
    'x'.repeat(300),
    '',
  ])('neither writes nor reads %j', async (file) => {
    for (const path of ['save', 'load']) {
      const answer = await sandbox.control('POST', path, { file });
      expect([path, answer.status]).toEqual([path, 400]);
    }
    expect(await readdir(base)).toEqual(['states']);
  });

  it('does not follow a link out of the folder', async () => {
    await mkdir(folder, { recursive: true });
    const outside = join(base, 'outside.txt');
    await writeFile(outside, 'mine');
    await symlink(outside, join(folder, 'link.json'));
    expect((await sandbox.control('POST', 'save', { file: 'link.json' })).status).toBe(400);
    expect((await sandbox.control('POST', 'load', { file: 'link.json' })).status).toBe(400);
    await rm(outside);
  });

  it('saves by name and loads again', async () => {
    await sandbox.account({ subdomain: 'kept' });
    const saved = await sandbox.control('POST', 'save', { file: 'kept.json' });
    expect([saved.status, saved.body]).toEqual([200, { file: 'kept.json', accounts: 1 }]);
    expect(await readdir(folder)).toContain('kept.json');
    await sandbox.control('POST', 'reset');
    expect((await sandbox.control('POST', 'load', { file: 'kept.json' })).body).toEqual(saved.body);
  });
});
