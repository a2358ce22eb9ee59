import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort, keepRunning } from '@hub/local-servers';
import { eventually } from '@hub/testing';
import { HubApi } from '../../../demo/hub-api.js';
import { launch, untilReady, untilSaid, type Launched } from './launch.js';

let dataDir: string;
let port: number;
let url: string;

function makeFolder(): void {
  dataDir = mkdtempSync(join(tmpdir(), 'franchise-hub-first-'));
  chmodSync(dataDir, 0o755);
}

const environment = () => ({ DATA_DIR: dataDir, PORT: String(port) });
const postgresPid = () =>
  Number(readFileSync(join(dataDir, 'postgres', 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);

async function makeBranch(api: HubApi, name: string): Promise<void> {
  await api.post('branches', { name, regions: [] });
}

describe('npm start', () => {
  let hub: Launched;
  let api: HubApi;

  beforeAll(async () => {
    makeFolder();
    port = await freePort();
    url = `http://127.0.0.1:${port}`;
    hub = launch('apps/hub/src/main.js', environment());
    const [, key = ''] = await untilSaid(hub, /^FRANCHISE_HUB_ADMIN_KEY=(\S+)$/m);
    await untilReady(url);
    api = new HubApi(url, key);
  });
  afterAll(async () => {
    await hub.end();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('says what it is doing until it answers', () => {
    const said = [
      /Starting PostgreSQL/,
      /schema/,
      /FRANCHISE_HUB_ADMIN_KEY=/,
      new RegExp(`answers at ${url}`),
    ];
    const places = said.map((words) => hub.output().search(words));
    expect(places).not.toContain(-1);
    expect([...places].sort((one, other) => one - other)).toEqual(places);
  });

  it.each(['apps/hub/src/main.js', 'apps/hub/src/distributed.js'])(
    'a second start of %s in the folder says who runs there, ends, and touches nothing',
    async (file) => {
      const before = postgresPid();
      const second = launch(file, { ...environment(), PORT: '0' });
      expect(await second.ended).toBe(78);
      expect(second.output().trim().split('\n')).toHaveLength(1);
      expect(second.output()).toContain(`process ${hub.process.pid ?? 0}`);
      expect(second.output()).toContain(url);
      expect(postgresPid()).toBe(before);
      await makeBranch(api, `После второго запуска ${file}`);
    },
  );

  it('gives a new admin key while it runs', async () => {
    const made = launch('apps/hub/src/new-key.js', { DATA_DIR: dataDir });
    expect(await made.ended).toBe(0);
    const key = /^FRANCHISE_HUB_ADMIN_KEY=(\S+)$/m.exec(made.output())?.[1] ?? '';
    await makeBranch(new HubApi(url, key), 'С новым ключом');
    const { items } = await api.get<{ items: { action: string }[] }>('audit');
    expect(items.map(({ action }) => action)).toContain('npm run key:new');
  });

  it('brings its secrets under the newest key while it runs', async () => {
    const made = launch('apps/hub/src/rotate-secrets.js', { DATA_DIR: dataDir });
    expect([await made.ended, made.output()]).toEqual([0, '0 accounts brought under key 1\n']);
  });

  it('starts a killed PostgreSQL again and goes on working', async () => {
    const before = postgresPid();
    process.kill(before, 'SIGKILL');
    await untilSaid(hub, /PostgreSQL ended \(SIGKILL\)/);
    await eventually(() => expect(postgresPid()).not.toBe(before));
    await untilReady(url);
    await makeBranch(api, 'После смерти базы');
    expect(hub.process.exitCode).toBeNull();
  });

  it('takes over what a killed hub left, and gives a key when no hub runs', async () => {
    const before = postgresPid();
    await hub.end('SIGKILL');
    hub = launch('apps/hub/src/main.js', environment());
    await untilReady(url);
    expect(postgresPid()).toBe(before);
    await makeBranch(api, 'После смерти хаба');
    expect(await hub.end()).toBe(0);
    const made = launch('apps/hub/src/new-key.js', { DATA_DIR: dataDir });
    expect([await made.ended, made.output()]).toEqual([0, expect.stringContaining('_KEY=fh_')]);
    expect(() => postgresPid()).toThrow();
  });
});

describe('npm run start:distributed', () => {
  let all: Launched;
  let api: HubApi;

  beforeAll(async () => {
    makeFolder();
    port = await freePort();
    url = `http://127.0.0.1:${port}`;
    all = launch('apps/hub/src/distributed.js', environment());
    const [, key = ''] = await untilSaid(all, /^FRANCHISE_HUB_ADMIN_KEY=(\S+)$/m);
    await untilReady(url);
    api = new HubApi(url, key);
  });
  afterAll(async () => {
    expect(await all.end()).toBe(0);
    rmSync(dataDir, { recursive: true, force: true });
  });

  const natsPid = () => Number(readFileSync(join(dataDir, 'nats', 'nats.pid'), 'utf8'));
  /** A route that sync answers, over NATS. */
  const untilAllAnswer = () => eventually(() => api.get('releases'));

  it('starts a killed nats-server again', async () => {
    await untilAllAnswer();
    const before = natsPid();
    process.kill(before, 'SIGKILL');
    await untilSaid(all, /nats-server ended \(SIGKILL\)/);
    await eventually(() => expect(natsPid()).not.toBe(before));
    await untilAllAnswer();
  });

  it('starts a killed service again', async () => {
    const [, pid] = await untilSaid(all, /sync: process (\d+)/);
    process.kill(Number(pid), 'SIGKILL');
    await untilSaid(all, /sync ended \(SIGKILL\); starting it again/);
    await untilAllAnswer();
  });

  it('starts a killed PostgreSQL again', async () => {
    process.kill(postgresPid(), 'SIGKILL');
    await untilSaid(all, /PostgreSQL ended/);
    await untilReady(url);
    await makeBranch(api, 'После смерти базы');
  });

  it('leaves no process behind when it is killed itself, and starts again', async () => {
    const [, pid] = await untilSaid(all, /limits: process (\d+)/);
    await all.end('SIGKILL');
    await eventually(() => expect(() => process.kill(Number(pid), 0)).toThrow());
    all = launch('apps/hub/src/distributed.js', environment());
    await untilReady(url);
    await untilAllAnswer();
  });
});

it('a program that dies at once again and again is given up with a clear line', async () => {
  const lines: string[] = [];
  const start = () =>
    Promise.resolve({ ended: Promise.resolve({ reason: 'status 1' }), stop: () => Promise.resolve() });
  await new Promise<void>((resolve) => {
    void keepRunning({ name: 'sync', start, say: (line) => lines.push(line), onGivenUp: resolve });
  });
  expect(lines.at(-1)).toBe('sync ended (status 1) and is not started again');
  expect(lines).toHaveLength(6);
});
