import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Franchise } from './franchise.js';
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
}

async function callsOf(subdomain: string, after: number): Promise<Call[]> {
  return (await hub.sandbox.control('GET', `requests?subdomain=${subdomain}&after=${after}`)).body as Call[];
}

/** The calls that handing one lead over takes, in their order and without ids. */
async function countCalls({ remotes }: Franchise, deliver: () => Promise<unknown>) {
  const sides = [remotes.hq.subdomain, remotes.branch.subdomain];
  const before: Call[][] = [];
  for (const side of sides) before.push(await callsOf(side, 0));
  await deliver();
  const after: string[][] = [];
  for (const [at, side] of sides.entries()) {
    const calls = await callsOf(side, before[at]!.at(-1)?.seq ?? 0);
    after.push(calls.map(({ method, path }) => `${method} ${path.replace(/\?.*/, '').replace(/\d+/g, 'N')}`));
  }
  return { hq: after[0]!, branch: after[1]! };
}

it('costs four calls at head office and four in the branch: a new client with one phone', async () => {
  const franchise = await hub.found('counted');
  // The first lead asks for what is remembered: stages of the pipelines, people of the branch.
  const first = await receiveLead(franchise, franchise.region);
  await hear(hub, franchise, first);
  await untilDone(hub, first);
  const leadId = await receiveLead(franchise, franchise.region);
  const calls = await countCalls(franchise, async () => {
    await hear(hub, franchise, leadId);
    await untilDone(hub, leadId);
  });
  expect(calls).toEqual({
    hq: [
      'GET /api/vN/leads/N',
      'GET /api/vN/contacts/N',
      'POST /api/vN/leads/N/notes',
      'PATCH /api/vN/leads/N',
    ],
    branch: [
      'GET /api/vN/contacts',
      'POST /api/vN/contacts',
      'POST /api/vN/leads',
      'POST /api/vN/leads/N/notes',
    ],
  });
});
