import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  accountEntities,
  AccountRepository,
  CredentialRepository,
  parseSecretKeys,
  SecretBox,
} from '@hub/accounts';
import { openDatabase } from '@hub/database';
import { freePort } from '@hub/local-servers';
import { createTestDatabase, type TestDatabase } from '@hub/testing';
import { startHub } from '../src/start-hub.js';
import { launch } from './launch.js';

const newKey = (version: number) => `${version}:${randomBytes(32).toString('base64')}`;
const main = (service: 'hub' | 'sync' | 'limits') => `apps/${service}/src/main.js`;

let database: TestDatabase;
let taken: Server;
const key = newKey(1);

beforeAll(async () => {
  database = await createTestDatabase();
  taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  taken.close();
  await database.drop();
});

const takenPort = () => String((taken.address() as AddressInfo).port);
const good = () => ({ DATABASE_URL: database.url, HUB_SECRET_KEYS: key, PORT: '0' });
const changed = (change: (url: URL) => void) => {
  const url = new URL(database.url);
  change(url);
  return url.toString();
};

/** One line without a stack, whatever kept the process from starting; status not 0. */
async function refusal(file: string, environment: Record<string, string>): Promise<string> {
  const process = launch(file, environment);
  const status = await process.ended;
  // A hub that has a migration to make says so before it finds out.
  const lines = process
    .output()
    .trim()
    .split('\n')
    .filter((one) => !one.endsWith('…'));
  const [line = ''] = lines;
  expect([status, lines]).toEqual([expect.any(Number), [expect.stringMatching(/^Not started: .+\.$/)]]);
  expect(status).not.toBe(0);
  return line;
}

describe('a start that cannot succeed', () => {
  it.each<[string, () => Record<string, string>, RegExp]>([
    ['a taken port', () => ({ PORT: takenPort() }), /Port \d+ .*taken.*set PORT/],
    ['a foreign address', () => ({ HOST: '203.0.113.7', PORT: '3999' }), /203\.0\.113\.7.*set HOST/],
    ['keys of a wrong form', () => ({ HUB_SECRET_KEYS: 'sesame' }), /HUB_SECRET_KEYS.*openssl/],
    [
      'an unknown database',
      () => ({ DATABASE_URL: changed((url) => (url.pathname = '/nowhere')) }),
      /no database "nowhere".*createdb.*DATABASE_URL/,
    ],
  ])('names %s in one line', async (_name, wrong, line) => {
    const said = await refusal(main('hub'), { ...good(), ...wrong() });
    expect(said).toMatch(line);
    expect(said).not.toContain('sesame');
  });

  it('is said in one line by a service that starts alone', async () => {
    expect(await refusal(main('limits'), { ...good(), PORT: 'sesame' })).toMatch(/PORT must be/);
  });
});

it('npm start leaves no PostgreSQL behind when it is refused', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'franchise-hub-refused-'));
  const hub = launch(main('hub'), { DATA_DIR: dataDir, PORT: takenPort() });
  expect(await hub.ended).toBe(78);
  expect(hub.output()).toMatch(/\nNot started: Port \d+.*\n$/);
  const pidFile = join(dataDir, 'postgres', 'data', 'postmaster.pid');
  expect(existsSync(pidFile) && readFileSync(pidFile, 'utf8')).toBe(false);
  rmSync(dataDir, { recursive: true, force: true });
});

it('waits for PostgreSQL for half a minute, then says where it looked', async () => {
  const port = await freePort();
  const away = changed((url) => (url.port = String(port)));
  const process = launch(main('sync'), { ...good(), DATABASE_URL: away, LOG_LEVEL: 'silent' });
  expect(await process.ended).toBe(1);
  expect(process.output()).toMatch(
    new RegExp(
      `^Not started: PostgreSQL did not answer within 30 s at 127\\.0\\.0\\.1:${port}.*DATABASE_URL.*\\.\\n$`,
    ),
  );
});

describe('other HUB_SECRET_KEYS than those of the database', () => {
  const [second, other] = [newKey(2), newKey(1)];

  async function seal(keys: string): Promise<void> {
    const source = await openDatabase({ url: database.url, name: 'test', entities: accountEntities });
    const [accounts, id] = [new AccountRepository(source), randomUUID()];
    const rest = { name: 'Тула', roles: ['branch' as const], mode: 'observe' as const, timeZone: 'UTC' };
    const account = { id, subdomain: 'tula', host: `${id}.amocrm.ru`, ...rest };
    await accounts.register(source.manager, account, new Date());
    const box = new SecretBox(parseSecretKeys(keys));
    const credential = { integrationId: 'i', longLivedToken: 'token' };
    await new CredentialRepository(source, box).store(source.manager, id, credential, new Date());
    await source.destroy();
  }

  /** In this process: what it says when it is refused was seen from outside above. */
  const startHere = async (keys: string) =>
    startHub({ ...good(), HUB_SECRET_KEYS: keys, LOG_LEVEL: 'silent' });

  async function starts(keys: string): Promise<void> {
    await (await startHere(keys)).close();
  }

  beforeAll(() => starts(key));

  it.each(['hub', 'limits'] as const)(
    '%s refuses to start on a database that knows the keys',
    async (service) => {
      const wrong = { ...good(), HUB_SECRET_KEYS: other };
      expect(await refusal(main(service), wrong)).toMatch(/HUB_SECRET_KEYS .*key 1 is not the key 1/);
    },
  );

  it('refuse a start once a secret is stored, also under another number', async () => {
    await seal(key);
    for (const [keys, words] of [
      [other, /key 1 is not the key 1/],
      [second, /lacks key 1/],
    ] as const)
      await expect(startHere(keys)).rejects.toThrow(words);
  });

  it('a rotation goes through: the new key in front, everything sealed anew, the old key gone', async () => {
    await starts(`${second},${key}`);
    await starts(key);
    const rotated = launch('apps/hub/src/rotate-secrets.js', {
      ...good(),
      HUB_SECRET_KEYS: `${second},${key}`,
    });
    expect([await rotated.ended, rotated.output()]).toEqual([0, '1 accounts brought under key 2\n']);
    await starts(second);
    await expect(startHere(key)).rejects.toThrow(/lacks key 2/);
  });

  it('are accepted once what was sealed is forgotten', async () => {
    const file = 'apps/hub/src/forget-secrets.js';
    const env = { ...good(), HUB_SECRET_KEYS: other };
    expect(await refusal(file, env)).toMatch(/--yes/);
    const forgotten = launch(file, env, ['--yes']);
    expect([await forgotten.ended, forgotten.output()]).toEqual([
      0,
      '1 accounts have to be connected again\n',
    ]);
    await starts(other);
  });
});
