import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startEmbeddedPostgres } from '@hub/local-servers';
import { Client } from 'pg';
import { reachableFolder, refuseForeign } from '../src/postgres-account.js';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'franchise-hub-test-'));
  chmodSync(root, 0o755);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('startEmbeddedPostgres', () => {
  it('makes open parents, and starts although postmaster.pid names another program', async () => {
    const folder = join(root, 'made', 'postgres');
    const first = await startEmbeddedPostgres({ folder, isThrowaway: true });
    expect(statSync(join(root, 'made')).mode & 0o777).toBe(0o755);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(await authentication(first.url)).toEqual(['password']);
    const file = join(folder, 'data', 'postmaster.pid');
    const lines = readFileSync(file, 'utf8').split('\n');
    const again = await startEmbeddedPostgres({ folder, isThrowaway: true });
    expect(again).toMatchObject({ pid: first.pid, url: first.url, folder });
    await first.stop();
    writeFileSync(file, [process.pid, ...lines.slice(1)].join('\n'));
    const startedAt = Date.now();
    const second = await startEmbeddedPostgres({ folder, isThrowaway: true });
    expect(Date.now() - startedAt).toBeLessThan(30_000);
    expect(second.pid).not.toBe(process.pid);
    await second.stop();
  });

  it('lets only a throw-away client send its password in clear', async () => {
    const server = await startEmbeddedPostgres({ folder: join(root, 'lasting') });
    try {
      expect(await authentication(server.url)).toEqual(['scram-sha-256']);
    } finally {
      await server.stop();
    }
  });
});

/** The methods by which a server lets clients in, when it refuses a wrong password. */
async function authentication(url: string): Promise<string[]> {
  const wrong = new URL(url);
  wrong.password = 'wrong';
  const refused = new Client({ connectionString: wrong.href }).connect();
  await expect(refused).rejects.toMatchObject({ code: '28P01' });
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ auth_method: string }>(
    'SELECT DISTINCT auth_method FROM pg_hba_file_rules',
  );
  await client.end();
  return rows.map((row) => row.auth_method);
}

describe('the folder for another account', () => {
  const account = { uid: 64_999, gid: 64_999 };

  it('is the folder itself when that can be reached, else a twin that lasts as long', () => {
    const closed = join(root, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    expect(reachableFolder(join(root, 'open'), account)).toBe(join(root, 'open'));
    expect(reachableFolder(join(closed, 'x'), {})).toBe(join(closed, 'x'));
    expect(reachableFolder(join(closed, 'x'), account)).toMatch(
      new RegExp(`^${tmpdir()}/franchise-hub-[0-9a-f]{16}$`),
    );
  });

  it('is refused when somebody else owns it or can write to it', () => {
    const folder = join(root, 'found');
    mkdirSync(folder, { mode: 0o755 });
    const owner = statSync(folder).uid;
    refuseForeign(folder, [owner]);
    refuseForeign(join(root, 'missing'), [owner]);
    expect(() => refuseForeign(folder, [owner + 1])).toThrow(/not trusted/);
    chmodSync(folder, 0o777);
    expect(() => refuseForeign(folder, [owner])).toThrow(/not trusted/);
  });
});
