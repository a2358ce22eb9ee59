import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createTestDatabase, eventually, startCrmApp, startTestServers } from '@hub/testing';
import { freePort } from '@hub/local-servers';
import { largeRelease } from '../apps/sync/test/large-release.js';
import { SyncModule, syncEntities } from '../apps/sync/src/sync.module.js';

/**
 * Many branches at once: a first release, then a large one, applied to all of them together. The sandbox is a process of
 * its own with its limits on and answers after 20 ms. Measures the wall time of the second apply against the time that
 * the slowest branch's calls take at seven a second, and the memory of the process.
 * `npm run bench:sync [branches]`
 */
const branches = Number(process.argv[2] ?? 50);
const [answerMs, perSecond, allowed] = [20, 7, 1.15];

const servers = await startTestServers();
process.env.TEST_POSTGRES_URL = servers.postgresUrl;
const database = await createTestDatabase();
const port = await freePort();
const sandboxUrl = `http://127.0.0.1:${port}`;
const run = [
  '--import',
  '@swc-node/register/esm-register',
  'apps/sandbox/src/main.ts',
  '--port',
  String(port),
];
const sandbox = spawn(process.execPath, run, { stdio: 'ignore' });

async function control<T>(method: string, path: string, body?: unknown): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${sandboxUrl}/__sandbox__/${path}`, {
    method,
    ...(body === undefined ? {} : { headers, body: JSON.stringify(body) }),
  });
  return (await answer.json()) as T;
}

await eventually(() => control('GET', 'accounts'), 60_000);
const hub = await startCrmApp({
  databaseUrl: database.url,
  connectTo: sandboxUrl,
  entities: syncEntities,
  modules: [SyncModule],
});

interface Branch {
  accountId: string;
  subdomain: string;
}
interface Call {
  subdomain: string;
  receivedAt: number;
}

async function open(at: number): Promise<Branch> {
  const subdomain = `branch-${at}`;
  const remote = await control<Parameters<typeof hub.connect>[0]>('POST', 'accounts', { subdomain });
  return { accountId: await hub.connect(remote, ['branch']), subdomain };
}

async function plan({ accountId }: Branch, releaseId: string): Promise<string> {
  const { id, checksum } = await hub.ask('sync.plans.make', { accountId, releaseId, prune: true });
  await hub.ask('sync.plans.approve', { planId: id, checksum, forcedBy: 'bench', by: 'bench' });
  return id;
}

/** Starts all plans, waits for the last, and gives the seconds it took. */
async function applyAll(planIds: readonly string[]): Promise<number> {
  const since = performance.now();
  await Promise.all(planIds.map((planId) => hub.ask('sync.plans.apply', { planId })));
  await eventually(async () => {
    const [row] = await hub.source.query<{ left: number; failed: number }[]>(
      `SELECT count(*) FILTER (WHERE state IN ('approved', 'applying'))::int AS left,
         count(*) FILTER (WHERE state NOT IN ('approved', 'applying', 'applied', 'planned'))::int AS failed
       FROM sync.plan_run`,
    );
    if (row?.left !== 0) throw new Error(`${row?.left ?? '?'} plans are running`);
    if (row.failed > 0) throw new Error(`${row.failed} plans failed`);
  }, 600_000);
  return (performance.now() - since) / 1000;
}

async function pass(releaseId: string): Promise<{ seconds: number; calls: number; ratio: number }> {
  const planIds = await Promise.all(opened.map((branch) => plan(branch, releaseId)));
  const since = performance.timeOrigin + performance.now();
  const seconds = await applyAll(planIds);
  const calls = (await control<Call[]>('GET', `requests?since=${since}`)).map(({ subdomain }) => subdomain);
  const most = Math.max(...opened.map((branch) => calls.filter((of) => of === branch.subdomain).length));
  return { seconds, calls: most, ratio: seconds / (most / perSecond) };
}

const opened = await Promise.all(Array.from({ length: branches }, (_, at) => open(at)));
await control('POST', 'faults', { kind: 'slow', ms: answerMs, count: null });
const memory = () => {
  globalThis.gc?.();
  return Math.round(process.memoryUsage().heapUsed / 1e6);
};
for (const text of [readFileSync('blueprints/franchise.yaml', 'utf8'), largeRelease()]) {
  const { id } = await hub.ask('sync.blueprints.import', { text });
  const { seconds, calls, ratio } = await pass(id);
  console.log(
    `${branches} branches: ${seconds.toFixed(1)} s, slowest branch ${calls} calls = ` +
      `${(calls / perSecond).toFixed(1)} s at ${perSecond}/s, ratio ${ratio.toFixed(2)} (allowed ${allowed}), ` +
      `heap ${memory()} MB`,
  );
  if (ratio > allowed) process.exitCode = 1;
}
await hub.close();
await database.drop();
sandbox.kill();
await servers.stop();
