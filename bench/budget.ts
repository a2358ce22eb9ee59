import { setTimeout as wait } from 'node:timers/promises';
import { readAccount } from '@hub/amocrm';
import { eventually } from '@hub/testing';
import { addAccount, startAmocrm, testKeys } from '../libs/amocrm/test/amocrm-fixture.js';
import { startWorker } from '../libs/amocrm/test/start-worker.js';
import type { SandboxAccount } from '../demo/sandbox-api.js';
import { startSurroundings } from './surroundings.js';

/**
 * The rate budget under pressure, as the sandbox's journal sees it: three processes press one account with bulk calls
 * that are answered in 20 ms. First bulk alone: the share of 7 calls a second that it uses. Then claims of four calls
 * each from a fourth process: how long each of them waits for its slot. No call may meet a 429, and no rolling second
 * may show more than seven calls. `npm run bench:budget [seconds]`
 */
const seconds = Number(process.argv[2] ?? 60);
const [processes, perSecond, answerMs, callsPerClaim] = [3, 7, 20, 4];
const [shareNeeded, waitAllowedMs] = [0.95, 300];

const { databaseUrl, sandbox, stop } = await startSurroundings();
await sandbox.control('POST', 'faults', { kind: 'slow', ms: answerMs, count: null });
const setup = { databaseUrl, keys: testKeys, options: { connectTo: sandbox.url } };
const hub = await startAmocrm(databaseUrl, setup.options);
const workers = await Promise.all(Array.from({ length: processes }, () => startWorker(setup)));

async function open(subdomain: string): Promise<string> {
  const remote = await sandbox.control<SandboxAccount>('POST', 'accounts', { subdomain });
  const { clientId: integrationId, longLivedToken } = remote;
  return addAccount(hub, subdomain, { integrationId, longLivedToken });
}

/** So many bulk calls that they last for the given time. */
async function press(accountId: string): Promise<void> {
  const calls = Math.ceil((seconds * perSecond) / processes);
  await Promise.all(workers.map((worker) => worker.order({ accountId, calls, priority: 'bulk' })));
}

/** Reads the journal: calls per second, and whether the limit was kept. */
async function judge(name: string, subdomain: string): Promise<void> {
  const calls = await sandbox.journal(subdomain);
  const times = calls.map(({ receivedAt }) => receivedAt);
  const speed = (times.length - 1) / (((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000);
  const busiest = Math.max(
    ...times.map((from) => times.filter((at) => at >= from && at < from + 1000).length),
  );
  const refused = calls.filter(({ status }) => status === 429).length;
  const answers = quantiles(
    calls.flatMap(({ receivedAt, answeredAt }) => (answeredAt === null ? [] : [answeredAt - receivedAt])),
  );
  const most = perSecond / (1 + answers.p50 / 1000);
  console.log(
    `${name}: ${times.length} calls at ${speed.toFixed(2)}/s = ${((100 * speed) / perSecond).toFixed(1)} % of ` +
      `${perSecond}/s (needed ${100 * shareNeeded} %; at best ${most.toFixed(2)}/s with answers in ` +
      `${answers.p50.toFixed(0)} ms), busiest second ${busiest} calls, ${refused} answers with 429`,
  );
  if (speed < shareNeeded * perSecond || busiest > perSecond || refused > 0) process.exitCode = 1;
}

function quantiles(values: readonly number[]): { p50: number; p99: number; max: number } {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}

const show = ({ p50, p99, max }: ReturnType<typeof quantiles>) =>
  `p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms, max ${max.toFixed(0)} ms`;

await press(await open('bulk'));
await judge('bulk from three processes', 'bulk');

const slotWaits: number[] = [];
const take = hub.budget.take.bind(hub.budget);
hub.budget.take = async (...asked) => {
  const since = performance.now();
  const slot = await take(...asked);
  slotWaits.push(performance.now() - since);
  return slot;
};
const accountId = await open('claims');
const claimant = hub.clients.forAccount(accountId, 'claim');
let isPressing = true;
const pressing = press(accountId).finally(() => (isPressing = false));
await eventually(async () => {
  const seen = await sandbox.journal('claims');
  if (seen.length < 2 * perSecond) throw new Error('bulk has hardly begun');
});
const callTimes: number[] = [];
for (let claim = 0; isPressing; claim++) {
  for (let call = 0; call < callsPerClaim; call++) {
    const since = performance.now();
    await readAccount(claimant);
    callTimes.push(performance.now() - since);
  }
  // Steps that share no period with the slots, so that claims come at every moment of it.
  await wait(1_300 + ((claim * 37) % 101));
}
await pressing;
await judge('bulk and claims', 'claims');
const waits = quantiles(slotWaits);
console.log(
  `${slotWaits.length} claim calls behind bulk waited for their slot: ${show(waits)} (allowed ${waitAllowedMs} ms); ` +
    `with the call itself ${show(quantiles(callTimes))}`,
);
if (waits.max >= waitAllowedMs) process.exitCode = 1;

await Promise.all(workers.map((worker) => worker.close()));
await hub.close();
await stop();
