import { journalEntities, JournalModule } from '@hub/journal';
import { eventually, startCrmApp } from '@hub/testing';
import { FieldMapResponder } from '../apps/router/test/franchise.js';
import { RouterModule, routerEntities } from '../apps/router/src/router.module.js';
import type { JournalLine } from '../demo/sandbox-api.js';
import { openFranchise, receiveLeads } from './route-world.js';
import { startSurroundings } from './surroundings.js';

/**
 * Leads that come in at one head office all at once, for many branches, with the rate budget on: calls at head office
 * and in each branch, and the time until every lead is in its branch and until every transfer is done, beside what the
 * same work takes at least at seven calls a second, lead by lead and with the calls that were made. The observer is not
 * there: it makes calls of its own (ADR 9). Three runs: the API filter on, ignored by the account, and lagging by 10 s;
 * the last argument names those to make, separated by commas. With the filter on, 500 leads over 20 branches have
 * bounds, and the bench fails when they are not kept. `npm run bench:route [leads] [branches] [on,off,lag]`
 */
const [leadCount, branchCount] = [Number(process.argv[2] ?? 500), Number(process.argv[3] ?? 20)];
const asked = (process.argv[4] ?? 'on,off,lag').split(',');
const allowed = { atHq: 150, inBranch: 30, arrivedMs: 26_000 };
const perSecond = 7;
/** Lead, contact, note and PATCH at head office; search, both cards and note in the branch. */
const [hqCallsEach, branchCallsEach] = [4, 3];
const patienceMs = 15 * 60_000;

const { databaseUrl, sandbox, stop } = await startSurroundings();
const hub = await startCrmApp({
  databaseUrl,
  connectTo: sandbox.url,
  entities: [...journalEntities, ...routerEntities],
  modules: [JournalModule.forRoot(), RouterModule.inLanguage('ru')],
  controllers: [FieldMapResponder],
});

async function untilDone(hqAccountId: string): Promise<void> {
  await eventually(async () => {
    const [row] = await hub.source.query<{ done: number }[]>(
      `SELECT count(*)::int AS done FROM router.transfer WHERE hq_account_id = $1 AND state = 'done'`,
      [hqAccountId],
    );
    if (row?.done !== leadCount) throw new Error(`${row?.done} of ${leadCount} leads are handed over`);
  }, patienceMs);
}

const callsOfHub = async (subdomain: string, clientId: string, since: number): Promise<JournalLine[]> =>
  (await sandbox.journal(subdomain)).filter((call) => call.clientId === clientId && call.receivedAt >= since);

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

function countKinds(calls: readonly JournalLine[]): string {
  const counts = new Map<string, number>();
  for (const { method, path } of calls) {
    const kind = `${method} ${path.replace('/api/v4/', '').replace(/\?.*/, '').replace(/\d+/g, 'N')}`;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].map(([kind, count]) => `${count} ${kind}`).join(', ');
}

async function run(name: string, title: string, features: object): Promise<void> {
  const { hq, branches } = await openFranchise({ hub, sandbox }, { name, branchCount, features });
  const leads = (await receiveLeads(sandbox, hq, leadCount)).map(({ leadId }) => leadId);
  const begun = Date.now();
  const changedAt = Math.floor(begun / 1000) - 60;
  const hint = {
    accountId: hq.accountId,
    entity: 'lead',
    action: 'add',
    source: 'webhook',
    changedAt,
  } as const;
  await Promise.all(leads.map((entityId) => hub.publishChange({ ...hint, entityId })));
  await untilDone(hq.accountId);
  const doneMs = Date.now() - begun;
  const atHq = await callsOfHub(hq.remote.subdomain, hq.remote.clientId, begun);
  const inBranches: JournalLine[][] = [];
  for (const { remote } of branches)
    inBranches.push(
      (await sandbox.journal(remote.subdomain)).filter(({ receivedAt }) => receivedAt >= begun),
    );
  const creations = inBranches
    .flat()
    .filter(({ method, path }) => method === 'POST' && !path.includes('notes'));
  const arrivedMs = Math.max(...creations.map(({ answeredAt }) => (answeredAt ?? 0) - begun));
  const most = Math.max(...inBranches.map(({ length }) => length));
  const refused = [atHq, ...inBranches].flat().filter(({ status }) => status === 429).length;
  console.log(
    `${title}: ${leadCount} leads over ${branchCount} branches, without the observer\n` +
      `  calls: ${atHq.length} at head office, ${most} in the busiest branch, ${refused} answers with 429\n` +
      `  all in their branches after ${seconds(arrivedMs)}, all done after ${seconds(doneMs)}\n` +
      `  floor at ${perSecond} calls a second: ${seconds((leadCount * hqCallsEach * 1000) / perSecond)} at head office lead by lead, ` +
      `${seconds((atHq.length * 1000) / perSecond)} with the calls made; ` +
      `${seconds((leadCount * branchCallsEach * 1000) / branchCount / perSecond)} and ${seconds((most * 1000) / perSecond)} in a branch\n` +
      `  at head office: ${countKinds(atHq)}\n  in branches: ${countKinds(inBranches.flat())}`,
  );
  if (name !== 'on' || leadCount !== 500 || branchCount !== 20) return;
  const isKept = atHq.length <= allowed.atHq && most <= allowed.inBranch && arrivedMs <= allowed.arrivedMs;
  console.log(
    `  allowed: ${allowed.atHq} calls at head office, ${allowed.inBranch} in a branch, ${seconds(allowed.arrivedMs)}: ${isKept ? 'kept' : 'missed'}`,
  );
  if (!isKept) process.exitCode = 1;
}

const runs: readonly (readonly [name: string, title: string, features: object])[] = [
  ['on', 'API filter on', { apiFilter: true }],
  ['off', 'API filter ignored', { apiFilter: false, api_filter_off: 'all' }],
  ['lag', 'API filter lagging by 10 s', { apiFilter: true, filter_lag_seconds: 10 }],
];
for (const one of runs) if (asked.includes(one[0])) await run(...one);

await hub.close();
await stop();
