import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createContact } from '@hub/amocrm';
import { eventually } from '@hub/testing';
import type { Franchise } from './franchise.js';
import {
  publishLeadChange,
  receiveLead,
  saveBranch,
  sayDuplicateControl,
  startRouterHub,
  untilDone,
  type RouterHub,
} from './router-hub.js';

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

const listRead = /^GET \/api\/v4\/leads\?(?!.*filter%5Bid)/;
const leadRead = /^GET \/api\/v4\/leads\/\d+\?/;
/** As long as steps share a read of the lead, without the second that its call may have waited for its slot. */
const sharedMs = 1_000;

/** Saved settings bring about a look at the lists of branches and regions, whose calls are nobody's lead. */
const untilListsKept = (): Promise<void> =>
  eventually(async () => {
    const work = await hub.app.source.query<object[]>(
      `SELECT consumer FROM router.inbox WHERE consumer IN ('router.branch', 'router.branch-list') AND state = 'waiting'`,
    );
    expect(work).toEqual([]);
  });

/** The calls of one lead at head office, without the reads of it, and in the branch. */
async function callsForLead(
  { remotes: { hq, branch }, ...franchise }: Franchise,
  receive: () => Promise<number>,
): Promise<{ atHq: string[]; inBranch: string[] }> {
  const leadId = await receive();
  await untilListsKept();
  const [hqBefore, branchBefore] = [await lastCallOf(hq.subdomain), await lastCallOf(branch.subdomain)];
  await publishLeadChange(hub, { remotes: { hq, branch }, ...franchise }, leadId);
  await untilDone(hub, leadId);
  // Saved settings bring about a look at the intake, which is nobody's lead.
  const calls = (await callsOf(hq.subdomain, hqBefore)).filter((call) => !listRead.test(written(call)));
  // A lead whose way takes longer than that, on a slow machine, is read again.
  const reads = calls.filter((call) => leadRead.test(written(call)));
  expect(reads.length).toBeGreaterThan(0);
  for (const [at, { receivedAt }] of reads.slice(1).entries())
    expect(receivedAt - reads[at]!.receivedAt).toBeGreaterThan(sharedMs);
  return {
    atHq: calls.filter((call) => !reads.includes(call)).map(named),
    inBranch: (await callsOf(branch.subdomain, branchBefore)).map(named),
  };
}

const handedOver = ['GET contacts/N', 'POST leads/N/notes', 'PATCH leads/N'];

it.each([
  ['one call makes contact and lead', 'absent', ['POST leads/complex']],
  ['duplicate control meets the hub', 'meets', ['POST contacts', 'POST leads']],
  ['nobody has said', 'unknown', ['POST contacts', 'POST leads']],
] as const)('costs four calls at head office and so many in the branch: %s', async (_, control, creating) => {
  const franchise = await hub.found(`counted-${control}`);
  await sayDuplicateControl(hub, franchise, control);
  const receive = () => receiveLead(franchise, franchise.region);
  // The first lead asks for what is remembered: stages of the pipelines, people of the branch.
  await callsForLead(franchise, receive);
  const { atHq, inBranch } = await callsForLead(franchise, receive);
  expect(atHq).toEqual(handedOver);
  expect(inBranch).toEqual(['GET contacts', ...creating, 'POST leads/N/notes']);
});

it('costs three calls in the branch for a client who is there already', async () => {
  const franchise = await hub.found('counted-repeat');
  await sayDuplicateControl(hub, franchise, 'absent');
  const phone = '+7 921 555-00-11';
  await createContact(franchise.branch, {
    name: 'Анна',
    custom_fields_values: [{ field_code: 'PHONE', values: [{ value: phone, enum_code: 'MOB' }] }],
  });
  const receive = () => receiveLead(franchise, franchise.region, phone);
  await callsForLead(franchise, () => receiveLead(franchise, franchise.region));
  expect((await callsForLead(franchise, receive)).inBranch).toEqual([
    'GET contacts',
    'POST leads',
    'POST leads/N/notes',
  ]);
});

it('costs one call more in the branch for the task of an owner who is a person', async () => {
  const franchise = await hub.found('counted-owner');
  await sayDuplicateControl(hub, franchise, 'absent');
  const responsibleUserId = franchise.exchange.userId;
  await saveBranch(hub, franchise, { exchangeUserId: null, responsibleUserId });
  const receive = () => receiveLead(franchise, franchise.region);
  await callsForLead(franchise, receive);
  const { atHq, inBranch } = await callsForLead(franchise, receive);
  expect(atHq).toEqual(handedOver);
  expect(inBranch).toEqual(['GET contacts', 'POST leads/complex', 'POST leads/N/notes', 'POST tasks']);
});

it('asks once for the owner when leads come in at once', async () => {
  const franchise = await hub.found('counted-at-once');
  const { subdomain } = franchise.remotes.branch;
  const before = await lastCallOf(subdomain);
  const leads = await Promise.all([1, 2, 3, 4].map(() => receiveLead(franchise, franchise.region)));
  await Promise.all(leads.map((leadId) => publishLeadChange(hub, franchise, leadId)));
  await Promise.all(leads.map((leadId) => untilDone(hub, leadId)));
  const users = (await callsOf(subdomain, before)).map(named).filter((call) => call === 'GET users/N');
  expect(users).toHaveLength(1);
});

const written = ({ method, path }: Call): string => `${method} ${path}`;
/** Without query and ids. */
const named = (call: Call): string =>
  written(call).replace('/api/v4/', '').replace(/\?.*/, '').replace(/\d+/g, 'N');
const lastCallOf = async (subdomain: string): Promise<number> =>
  (await callsOf(subdomain, 0)).at(-1)?.seq ?? 0;
