import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { JournalView, LeadHistoryView } from '@hub/contracts';
import { eventually } from '@hub/testing';
import { Client } from 'pg';
import {
  connectAccounts,
  findBranchIds,
  openBranch,
  saveRules,
  type AccountIds,
} from '../../../demo/connect.js';
import { buildFranchise, type Franchise } from '../../../demo/franchise.js';
import { followPlan, makePlan, makeRelease, sendInLead, startPlan } from '../../../demo/jobs.js';
import type { Json, SandboxAccount } from '../../../demo/sandbox-api.js';
import { watchDoubles } from './count-living.js';
import { startWorld, type World } from './world.js';

/*
 * Nobody observes the accounts for a while, in which leads come in and people work on them: first with webhooks, which the
 * router acts on and the observer gets later, then without, so that nobody knows of those leads but amoCRM.
 */
const isLong = process.env.LONG_TESTS === '1';
/** How long the observer is down: what leases, quiet times and pauses make of it shows in the long run. */
const downMs = isLong ? 5 * 60_000 : 0;
const branchNames = [
  { subdomain: 'kazan', name: 'Филиал «Казань»', region: 'Казань' },
  { subdomain: 'spb', name: 'Филиал «Санкт-Петербург»', region: 'Санкт-Петербург' },
];
/** Half of them while webhooks come, and half while none does. */
const leadCount = isLong ? 60 : 8;
const doneMs = 180_000;

let world: World;
let franchise: Franchise;
let ids: AccountIds;
let database: Client;
/** HQ leads by name. */
const sent = new Map<string, number>();

beforeAll(async () => {
  world = await startWorld('distributed', { POLL_SECONDS: '2' });
  database = new Client({ connectionString: world.databaseUrl });
  await database.connect();
  franchise = await buildFranchise(world.sandbox, branchNames);
  ids = await connectAccounts(world.hub, franchise);
  const release = await makeRelease(world.hub, ids['head-office']!);
  for (const branch of franchise.branches) {
    const accountId = ids[branch.subdomain]!;
    const plan = await makePlan(world.hub, release.id, accountId);
    await startPlan(world.hub, plan);
    await followPlan(world.hub, plan.id);
    await openBranch(world.hub, accountId, branch, await findBranchIds(world.sandbox, branch.account));
  }
  await saveRules(world.hub, ids['head-office']!, franchise);
  await untilRead();
});
afterAll(async () => {
  await database.end();
  await world.close();
});

const accounts = (): [string, SandboxAccount][] => [
  ['head-office', franchise.hq],
  ...franchise.branches.map(({ subdomain, account }): [string, SandboxAccount] => [subdomain, account]),
];

/** Waits until each journal is filled, and no card waits to be read. */
const untilRead = () =>
  eventually(async () => {
    for (const [subdomain] of accounts()) {
      const journal = await world.hub.get<JournalView>(`accounts/${ids[subdomain]!}/journal`);
      expect(journal).toMatchObject({ reading: 'done', waiting: 0 });
    }
  }, doneMs);

const light = async (fault: Json): Promise<() => Promise<unknown>> => {
  const { id } = await world.sandbox.control<{ id: string }>('POST', 'faults', { count: null, ...fault });
  return () => world.sandbox.control('DELETE', `faults/${id}`);
};

async function sendIn(): Promise<number> {
  const at = sent.size;
  const { region } = branchNames[at % branchNames.length]!;
  const lead = `Заказ ${at}`;
  const phone = `+7 916 ${String(5_550_000 + at)}`;
  const request = { name: `Клиент ${at}`, phone, region, lead };
  const id = await sendInLead(world.sandbox, franchise, request);
  sent.set(lead, id);
  return id;
}

/** What the account has, without a call. */
const leadsOf = (subdomain: string) => [...world.accounts.accounts.get(subdomain)!.leads.values()];

/** People of the branches name prices and owners, and move their newest lead. */
async function workOn(): Promise<void> {
  for (const { subdomain, account } of franchise.branches) {
    const lead = leadsOf(subdomain).findLast(({ name }) => sent.has(name));
    if (!lead) continue;
    const act = (action: string, body: Json) =>
      world.sandbox.control('POST', 'actions', { action, subdomain, leadId: lead.id, ...body });
    await act('lead.change', { price: lead.price + 100, userId: account.users[0]!.id });
    await act('lead.change', { responsibleUserId: account.users[1]!.id, userId: account.users[0]!.id });
    const { stages } = world.accounts.accounts.get(subdomain)!.pipelines.get(lead.pipeline_id)!;
    const next = stages.find(({ id, type }) => type === 0 && id !== lead.status_id)!;
    await act('lead.move', { pipelineId: lead.pipeline_id, statusId: next.id, userId: account.users[1]!.id });
    await act('note.add', { text: 'Клиент перезвонит' });
  }
}

const undecided = async () => {
  const { items } = await world.hub.get<{ items: { kind: string }[] }>('alarms');
  return items.filter(({ kind }) => kind === 'lead-undecided').length;
};

const branchesOf = (name: string) =>
  branchNames.flatMap(({ subdomain }) =>
    leadsOf(subdomain).flatMap((lead) => (lead.name === name && !lead.is_deleted ? [subdomain] : [])),
  );

/** Leads and work of people for a part of the time. */
async function play(parts: number): Promise<void> {
  const until = Date.now() + downMs / 2;
  for (let made = 0; made < parts; made++) {
    await sendIn();
    await workOn();
    if (downMs > 0) await wait(Math.max(0, until - Date.now()) / (parts - made));
  }
}

/** Everything that the account's feed says of a lead, and the same by the journal. */
async function historiesOf(subdomain: string, account: SandboxAccount, leadId: number) {
  const path = `/api/v4/events?limit=100&filter[entity]=lead&filter[entity_id]=${leadId}`;
  const events = await world.sandbox.list<{ type: string; created_at: number; created_by: number }>(
    account,
    path,
    'events',
  );
  const { items } = await world.hub.get<LeadHistoryView>(
    `accounts/${ids[subdomain]!}/journal/leads/${leadId}`,
  );
  const at = (seconds: number) => new Date(seconds * 1000).toISOString();
  return {
    done: events.map((row) => `${at(row.created_at)} ${row.type} ${row.created_by}`).sort(),
    known: items
      .filter(({ type }) => !type.startsWith('read_'))
      .map((row) => `${row.at} ${row.type} ${row.authorId}`)
      .sort(),
  };
}

it('knows every lead once, and everything that was done, after nobody has observed for a while', async () => {
  const subdomains = branchNames.map(({ subdomain }) => subdomain);
  const { doubled } = watchDoubles(world.accounts, subdomains, (name) => name.startsWith('Заказ'));
  await world.kill('observer');
  await play(leadCount / 2);
  // Of one lead a webhook comes, and nobody can read it.
  const unread = sent.size;
  const refused = await light({
    ...{ kind: 'status', status: 500, method: 'GET', subdomain: 'head-office' },
    ...{ pathRegExp: '^/api/v4/leads[/?]', clientId: franchise.hq.clientId },
  });
  await sendIn();
  const lost = await light({ kind: 'webhook-lost', share: 1 });
  await eventually(async () => {
    const { rows } = await database.query(
      `UPDATE router.inbox SET created_at = created_at - $1::interval
        WHERE consumer = 'router.lead' AND state = 'waiting' AND created_at > now() - interval '1 minute' RETURNING id`,
      [isLong ? '0' : '3 minutes'],
    );
    expect(rows.length).toBeGreaterThan(0);
  });
  await play(leadCount / 2);
  await eventually(async () => expect(await undecided()).toBe(1), doneMs);
  expect(branchesOf(`Заказ ${unread}`)).toEqual([]);
  await refused();
  await world.start('observer');

  await eventually(async () => {
    const places = [...sent.keys()].map((name) => [name, branchesOf(name)]);
    const wanted = [...sent.keys()].map((name, at) => [name, [subdomains[at % subdomains.length]]]);
    expect(places).toEqual(wanted);
    const atHq = leadsOf('head-office').filter(({ name }) => sent.has(name));
    expect(new Set(atHq.map(({ status_id }) => status_id))).toEqual(
      new Set([franchise.intake.handedOverStatusId]),
    );
    expect(await undecided()).toBe(0);
  }, doneMs);
  expect([...doubled]).toEqual([]);
  await eventually(async () => {
    for (const [subdomain, account] of accounts())
      for (const { id, name } of leadsOf(subdomain)) {
        if (!sent.has(name)) continue;
        const { done, known } = await historiesOf(subdomain, account, id);
        expect({ name, subdomain, known }).toEqual({ name, subdomain, known: done });
      }
  }, doneMs);
  await lost();
  await untilRead();
  for (const [subdomain] of accounts()) await world.hub.post(`accounts/${ids[subdomain]!}/journal/check`);
  for (const [subdomain] of accounts())
    await eventually(async () => {
      const { isChecking, checked } = await world.hub.get<JournalView>(`accounts/${ids[subdomain]!}/journal`);
      expect({ subdomain, isChecking, checked }).toMatchObject({
        isChecking: false,
        checked: { repaired: 0, differences: [] },
      });
    }, doneMs);
}, 900_000);
