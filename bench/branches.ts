import { eventually, startCrmApp } from '@hub/testing';
import { Agent, request } from 'undici';
import { measuredRelease } from '../apps/sync/test/measured-release.js';
import { UsesStub } from '../apps/sync/test/uses-stub.js';
import { SyncModule, syncEntities } from '../apps/sync/src/sync.module.js';
import type { JournalLine, SandboxAccount } from '../demo/sandbox-api.js';
import { copyAccount, copyKnown } from './copy-branch.js';
import { startSurroundings } from './surroundings.js';

/**
 * What many branches cost. One is brought to its release, the others are copies of it. `npm run bench:branches [branches]`
 * - A pass of drift over branches that equal their release, beside the same reads made bare: the same paths one after the
 *   other, of as many accounts at a time, without a hub. Answers take 150 ms, so that bare keeps within seven a second too.
 * - The heap of the hub's process after a pass over all of them, above that after a pass over a tenth.
 * - How long the page of a rollout takes that has plans for 300 of them.
 */
const branches = Number(process.argv[2] ?? 1000);
const [allowed, allowedHeapMb, allowedPageMs, atOnce, answerMs] = [1.3, 50, 1000, 16, 150];

interface Branch extends SandboxAccount {
  accountId: string;
}

const surroundings = await startSurroundings();
const { databaseUrl, sandbox, stop } = surroundings;
const hub = await startCrmApp({
  databaseUrl,
  connectTo: sandbox.url,
  entities: syncEntities,
  modules: [SyncModule],
  controllers: [UsesStub],
});
const release = await hub.ask('sync.blueprints.import', { text: measuredRelease });

/** Runs the work for every item, so many at a time. */
async function forEach<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  const rest = [...items];
  const hand = async () => {
    for (let item = rest.pop(); item !== undefined; item = rest.pop()) await work(item);
  };
  await Promise.all(Array.from({ length: width }, hand));
}

async function bring({ accountId }: Branch): Promise<void> {
  const { id, checksum } = await hub.ask('sync.plans.make', {
    accountId,
    releaseId: release.id,
    prune: true,
  });
  await hub.ask('sync.plans.approve', { planId: id, checksum, forcedBy: 'bench', by: 'bench' });
  await hub.ask('sync.plans.apply', { planId: id });
  await eventually(async () => {
    const { state } = await hub.ask('sync.plans.show', { planId: id });
    if (state !== 'applied') throw new Error(`plan is ${state}`);
  }, 600_000);
}

/** Seconds until drift of all these branches was read anew. */
async function pass(some: readonly Branch[]): Promise<number> {
  const begin = performance.now();
  const [now] = await hub.source.query<{ at: Date }[]>('SELECT clock_timestamp() AS at');
  await forEach(some, atOnce, ({ accountId }) => hub.ask('sync.drift.ask', { accountId }));
  await eventually(async () => {
    const [row] = await hub.source.query<{ read: number }[]>(
      'SELECT count(*)::int AS read FROM sync.drift_account WHERE read_at > $1 AND account_id = ANY($2)',
      [now?.at, some.map(({ accountId }) => accountId)],
    );
    if (row?.read !== some.length) throw new Error(`${row?.read ?? 0} of ${some.length} are read`);
  }, 1_200_000);
  return (performance.now() - begin) / 1000;
}

/** Seconds that the same reads take bare. */
async function readBare(some: readonly Branch[], paths: readonly string[]): Promise<number> {
  const dispatcher = new Agent({ connections: atOnce });
  const begin = performance.now();
  await forEach(some, atOnce, async ({ subdomain, accessToken }) => {
    const headers = { host: `${subdomain}.amocrm.ru`, authorization: `Bearer ${accessToken}` };
    for (const path of paths) {
      const { statusCode, body } = await request(sandbox.url + path, { headers, dispatcher });
      const text = await body.text();
      if (statusCode >= 400) throw new Error(`${path}: ${statusCode}`);
      if (text !== '') JSON.parse(text);
    }
  });
  await dispatcher.close();
  return (performance.now() - begin) / 1000;
}

function heapMb(): number {
  globalThis.gc?.();
  return Math.round(process.memoryUsage().heapUsed / 1e6);
}

const remote = await sandbox.control<SandboxAccount>('POST', 'accounts', { subdomain: 'branch-0' });
const first: Branch = { ...remote, accountId: await hub.connect(remote, ['branch']) };
await bring(first);
const subdomains = Array.from({ length: branches - 1 }, (_, at) => `branch-${at + 1}`);
const opened = [first];
await forEach(await copyAccount(surroundings, remote, subdomains), atOnce, async (copy) => {
  opened.push({ ...copy, accountId: await hub.connect(copy, ['branch']) });
});
await copyKnown(
  hub.source,
  first.accountId,
  opened.slice(1).map(({ accountId }) => accountId),
);
await sandbox.control('POST', 'faults', { kind: 'slow', ms: answerMs, count: null });

const since = performance.timeOrigin + performance.now();
await pass([first]);
const reads = await sandbox.control<JournalLine[]>('GET', `requests?since=${since}`);
const paths = reads.map(({ path }) => path);

const tenth = opened.slice(0, Math.ceil(branches / 10));
await pass(tenth);
const heapOfTenth = heapMb();
const bare = await readBare(opened, paths);
const byHub = await pass(opened);
const grown = heapMb() - heapOfTenth;
const ratio = byHub / bare;
console.log(
  `${branches} branches of ${paths.length} reads: ${byHub.toFixed(1)} s, bare ${bare.toFixed(1)} s, ratio ${ratio.toFixed(2)} ` +
    `(allowed ${allowed}); heap ${grown} MB above that after ${tenth.length} branches (allowed ${allowedHeapMb})`,
);
if (ratio > allowed || grown > allowedHeapMb) process.exitCode = 1;

const { id: nextId } = await hub.ask('sync.blueprints.import', {
  text: `${measuredRelease.trimEnd()}\n  contacts: [VIP]\n`,
});
const accountIds = opened.slice(0, 300).map(({ accountId }) => accountId);
const { rolloutId } = await hub.ask('sync.rollouts.make', { releaseId: nextId, accountIds, by: 'bench' });
await eventually(async () => {
  const { state } = await hub.ask('sync.rollouts.progress', { rolloutId });
  if (state === 'planning') throw new Error('plans are being made');
}, 600_000);
const asked = performance.now();
const { groups } = await hub.ask('sync.rollouts.show', { rolloutId });
const pageMs = performance.now() - asked;
console.log(
  `page of a rollout with ${accountIds.length} plans in ${groups.length} groups: ${pageMs.toFixed(0)} ms (allowed ${allowedPageMs})`,
);
if (pageMs > allowedPageMs) process.exitCode = 1;
await hub.close();
await stop();
