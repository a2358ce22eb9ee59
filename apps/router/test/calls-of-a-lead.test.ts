import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { hear, receiveLead, startRouterHub, untilDone, type RouterHub } from './router-hub.js';

let hub: RouterHub;
beforeAll(async () => {
  hub = await startRouterHub();
});
afterAll(() => hub.close());

interface Call {
  seq: number;
  method: string;
  path: string;
  receivedAt: number;
}

async function callsOf(subdomain: string, after: number): Promise<Call[]> {
  return (await hub.sandbox.control('GET', `requests?subdomain=${subdomain}&after=${after}`)).body as Call[];
}

const leadRead = /^GET \/api\/v4\/leads\/\d+\?/;
/** As long as steps share a read of the lead. */
const sharedMs = 2_000;

it('costs four calls at head office and four in the branch: a new client with one phone', async () => {
  const franchise = await hub.found('counted');
  const { hq, branch } = franchise.remotes;
  // The first lead asks for what is remembered: stages of the pipelines, people of the branch.
  const first = await receiveLead(franchise, franchise.region);
  await hear(hub, franchise, first);
  await untilDone(hub, first);
  const leadId = await receiveLead(franchise, franchise.region);
  const [hqBefore, branchBefore] = [await lastCallOf(hq.subdomain), await lastCallOf(branch.subdomain)];
  await hear(hub, franchise, leadId);
  await untilDone(hub, leadId);
  const calls = await callsOf(hq.subdomain, hqBefore);
  // A lead whose way takes longer than that, on a slow machine, is read again.
  const reads = calls.filter((call) => leadRead.test(written(call)));
  expect(reads.length).toBeGreaterThan(0);
  for (const [at, { receivedAt }] of reads.slice(1).entries())
    expect(receivedAt - reads[at]!.receivedAt).toBeGreaterThan(sharedMs);
  expect(calls.filter((call) => !reads.includes(call)).map(named)).toEqual([
    'GET contacts/N',
    'POST leads/N/notes',
    'PATCH leads/N',
  ]);
  expect((await callsOf(branch.subdomain, branchBefore)).map(named)).toEqual([
    'GET contacts',
    'POST contacts',
    'POST leads',
    'POST leads/N/notes',
  ]);
});

const written = ({ method, path }: Call): string => `${method} ${path}`;
/** Without query and ids. */
const named = (call: Call): string =>
  written(call).replace('/api/v4/', '').replace(/\?.*/, '').replace(/\d+/g, 'N');
const lastCallOf = async (subdomain: string): Promise<number> =>
  (await callsOf(subdomain, 0)).at(-1)?.seq ?? 0;
