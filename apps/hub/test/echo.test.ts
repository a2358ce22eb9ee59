import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Bus, BusModule } from '@hub/bus';
import type { LeadState } from '@hub/contracts';
import { eventually } from '@hub/testing';
import type { EntityManager } from 'typeorm';
import {
  connectAccounts,
  findBranchIds,
  openBranch,
  saveRules,
  type AccountIds,
} from '../../../demo/connect.js';
import { buildFranchise, type BranchSetup, type Franchise } from '../../../demo/franchise.js';
import {
  awaitTransfers,
  followPlan,
  makePlan,
  makeRelease,
  press,
  sendInLead,
  startPlan,
} from '../../../demo/jobs.js';
import { SandboxApi } from '../../../demo/sandbox-api.js';
import { pollConsumer } from '../../observer/src/feed/poll-job.js';
import { DueCards } from '../../observer/src/hint/due-cards.js';
import { startWholeHub, type WholeHub } from './whole-hub.js';

const metricsKey = 'key-of-the-operator';
let whole: WholeHub;
let world: SandboxApi;
let franchise: Franchise;
let ids: AccountIds;
let branch: BranchSetup;

beforeAll(async () => {
  whole = await startWholeHub({ POLL_SECONDS: '3600', METRICS_KEY: metricsKey });
  world = new SandboxApi(whole.sandbox.url);
  franchise = await buildFranchise(world);
  ids = await connectAccounts(whole.api, franchise);
  branch = franchise.branches.find(({ subdomain }) => subdomain === 'moskva')!;
  const release = await makeRelease(whole.api, ids['head-office']!);
  const plan = await makePlan(whole.api, release.id, ids.moskva!);
  await startPlan(whole.api, plan);
  await followPlan(whole.api, plan.id);
  await openBranch(whole.api, ids.moskva!, branch, await findBranchIds(world, branch.account));
  await saveRules(whole.api, ids['head-office']!, franchise);
});
afterAll(() => whole.close());

/** What the hub itself wrote into any account, as amoCRM sees it. */
function writes(): string[] {
  return whole.sandbox.sandbox.journal
    .list({})
    .filter(({ method, clientId }) => method !== 'GET' && clientId !== website)
    .map(({ subdomain, method, path }) => `${subdomain} ${method} ${path}`);
}
let website: string | null = null;

async function count(query: string): Promise<number> {
  const rows: { n: number }[] = await whole.source.query(`SELECT count(*)::int AS n FROM ${query}`);
  return rows[0]?.n ?? 0;
}

/** Until every webhook has come in, was read, told and worked off. */
async function untilIdle(): Promise<void> {
  await whole.sandbox.control('POST', 'deliveries/flush', {});
  await eventually(async () => {
    expect(await count('gateway.webhook, gateway.webhook_cursor WHERE webhook.id > read_to')).toBe(0);
    for (const service of ['gateway', 'observer']) expect(await count(`${service}.outbox`)).toBe(0);
    for (const service of ['gateway', 'observer', 'router', 'limits'])
      expect(await count(`${service}.inbox WHERE state = 'waiting'`)).toBe(0);
  });
}

it('takes the echoes of its own writes for what they are: nothing is written or decided again', async () => {
  const { api, source } = whole;
  const request = { name: 'Ольга', phone: '+7 916 111-22-33', region: 'Москва', lead: 'Окна' };
  const hqLeadId = await sendInLead(world, franchise, request);
  const visitors = whole.sandbox.sandbox.journal.list({}).filter(({ path }) => path === '/api/v4/leads');
  website = visitors.at(-1)?.clientId ?? null;
  const [transfer] = await awaitTransfers(api, [hqLeadId]);
  const manager = (await findBranchIds(world, branch.account)).managerIds[0]!;
  // What a press may take is what the journal has.
  await eventually(async () =>
    expect(await count(`journal.lead WHERE lead_id = ${transfer?.branchLeadId}`)).toBe(1),
  );
  expect(await press(api, ids.moskva!, manager)).toMatchObject({
    outcome: 'granted',
    leadId: transfer?.branchLeadId,
  });
  const written = writes();
  // The handed-over HQ lead, the lead and the claim in the branch: each was written, and each write is told back.
  expect(written).toContain(`head-office PATCH /api/v4/leads/${hqLeadId}`);
  expect(written).toContain('moskva POST /api/v4/leads');
  await untilIdle();
  for (const [accountId, leadId] of [
    [ids['head-office'], hqLeadId],
    [ids.moskva, transfer?.branchLeadId],
  ])
    expect(
      await count(`observer.seen_change WHERE account_id = '${accountId}' AND entity_id = ${leadId}`),
    ).toBe(1);

  const metrics = await (
    await fetch(`${whole.hub.url}/metrics`, { headers: { Authorization: `Bearer ${metricsKey}` } })
  ).text();
  expect(Number(/hub_webhook_changes_total\{made_by="hub-user"\} (\d+)/.exec(metrics)?.[1])).toBeGreaterThan(
    0,
  );

  // And once more, all of them, after everything is done.
  for (const accountId of [ids['head-office'], ids.moskva]) {
    const { webhooks } = await api.post<{ webhooks: number }>(`accounts/${accountId}/replay-webhooks`, {
      since: '2020-01-01T00:00:00Z',
    });
    expect(webhooks).toBeGreaterThan(0);
  }
  await untilIdle();
  expect(writes()).toEqual(written);
  expect(await source.query('SELECT hq_lead_id::int AS id, state FROM router.transfer')).toEqual([
    { id: hqLeadId, state: 'done' },
  ]);
  expect(await count(`router.decision WHERE kind = 'transfer'`)).toBe(1);
  expect(await count('limits.claim')).toBe(1);
});

/** Reads of lists for nobody's sake: the feed, and leads that are not named by their ids. */
const isSweep = (path: string): boolean =>
  path.includes('/events?') || (path.includes('/leads?') && !decodeURIComponent(path).includes('filter[id]'));

/** As long as the hub's services share a read of a lead. */
const sharedMs = 1_000;

/**
 * What the hub has asked of an account about leads since a call, reads of lists for nobody's sake left out. On a slow
 * machine a lead may be read again before it is written; whatever is read of it after that counts.
 */
function callsOf(subdomain: string, after: number): string[] {
  const calls = whole.sandbox.sandbox.journal
    .list({ subdomain, after })
    .filter(({ clientId, path }) => clientId !== website && !isSweep(path));
  const isRead = ({ method, path }: { method: string; path: string }) =>
    method === 'GET' && /\/leads\/\d+\?/.test(path);
  const patchedAt = calls.findIndex(({ method }) => method === 'PATCH');
  return calls
    .filter((call, place) => {
      const before = calls.slice(0, place).findLast(isRead);
      const isSlow = before !== undefined && call.receivedAt - before.receivedAt > sharedMs;
      return !(isRead(call) && isSlow && place < patchedAt);
    })
    .map(
      ({ method, path }) =>
        `${method} ${path.replace('/api/v4/', '').replace(/\?.*/, '').replace(/\d+/g, 'N')}`,
    )
    .sort();
}

/** What one inbound lead of a new client costs, once all is done. */
async function callsOfLead(phone: string): Promise<{ hqLeadId: number; hq: string[]; branch: string[] }> {
  const before = whole.sandbox.sandbox.journal.list({}).at(-1)!.seq;
  const request = { name: 'Пётр', phone, region: 'Москва', lead: 'Двери' };
  const hqLeadId = await sendInLead(world, franchise, request);
  expect(await awaitTransfers(whole.api, [hqLeadId])).toMatchObject([{ state: 'done' }]);
  await untilIdle();
  await eventually(async () => expect(await count('observer.due_card')).toBe(0));
  return { hqLeadId, hq: callsOf('head-office', before), branch: callsOf('moskva', before) };
}

it('reads an inbound lead once, for the router and the journal, and not for the echo of its change', async () => {
  const wanted = ['GET leads/N', 'GET contacts/N', 'POST leads/N/notes', 'PATCH leads/N'];
  const calls = await callsOfLead('+7 916 111-22-44');
  expect(calls.hq).toEqual(wanted.sort());
  expect(calls.branch.filter((call) => call.startsWith('GET leads')).length).toBeLessThanOrEqual(1);
  // The journal has the stage of the hand-over, and the one that the router read before.
  const [row] = await whole.source.query<{ version: number; status: number }[]>(
    'SELECT version, status_id::int AS status FROM journal.lead WHERE account_id = $1 AND lead_id = $2',
    [ids['head-office'], calls.hqLeadId],
  );
  expect(row?.version).toBe(2);
  expect(row?.status).toBeGreaterThan(143);
});

/** Runs a poll of each account, at another moment each time. */
async function poll(): Promise<void> {
  const bus = whole.hub.app.select(BusModule.forService('observer')).get(Bus, { strict: true });
  await bus.startDue(pollConsumer, new Date(Date.now() + polls++ * 3_600_000));
  await bus.startDue(pollConsumer, new Date(Date.now() + polls * 3_600_000));
  await untilIdle();
}
let polls = 0;

it('knows one poll later what a person changed in the second of its own write, as the same user and unseen by webhooks', async () => {
  await poll();
  const { hqLeadId } = await callsOfLead('+7 916 111-22-55');
  const accountId = ids['head-office']!;
  const ofLead = `account_id = '${accountId}' AND lead_id = ${hqLeadId}`;
  expect(await count(`observer.own_write WHERE ${ofLead} AND is_taken`)).toBe(1);
  const [known] = await whole.source.query<{ second: number; tags: string[] }[]>(
    `SELECT updated_at::int AS second, tags FROM journal.lead WHERE ${ofLead}`,
  );
  const { second, tags } = known!;
  await whole.sandbox.control('POST', 'clock', { now: second * 1000 });
  const before = whole.sandbox.sandbox.journal.list({}).at(-1)!.seq;
  await world.call(franchise.hq, 'PATCH', `/api/v4/leads/${hqLeadId}`, {
    tags_to_add: [{ name: 'Срочно' }],
  });
  await untilIdle();
  const isOwn = ({ clientId }: { clientId: string | null }) => clientId !== website;
  const reads = () =>
    whole.sandbox.sandbox.journal
      .list({ subdomain: 'head-office', after: before })
      .filter((call) => isOwn(call) && call.path.startsWith(`/api/v4/leads/${hqLeadId}?`)).length;
  // Its webhook says what the hub has written, and nothing of tags.
  expect(await count(`journal.lead WHERE ${ofLead} AND tags = '{${tags.join()}}'`)).toBe(1);
  await poll();
  await eventually(async () =>
    expect(await count(`journal.lead WHERE ${ofLead} AND 'Срочно' = ANY (tags)`)).toBe(1),
  );
  const readBefore = reads();
  // The feed shows the same second again, and nothing that is not known.
  await poll();
  await eventually(async () => expect(await count('observer.due_card')).toBe(0));
  expect(reads() - readBefore).toBeLessThanOrEqual(1);
});

it('takes a reading for the last hint about a lead only', async () => {
  const due = whole.hub.app.get(DueCards, { strict: false });
  const accountId = ids['head-office']!;
  const hint = { accountId, entity: 'lead', entityId: 77, lane: 'intake', isReadElsewhere: true } as const;
  const reported = { changedAt: 100, changedBy: null, isDeletionReported: false };
  const hand = (tx: EntityManager, hintId: string) =>
    due.hand(
      tx,
      { accountId, leadId: 77, hintId, readAt: '2026-03-01T10:00:00Z', state: {} as LeadState },
      'c',
    );
  await expect(
    whole.source.transaction(async (tx) => {
      expect(await hand(tx, 'first')).toBe(false);
      await due.ask(tx, { ...hint, ...reported, hintId: 'first' }, 'c');
      await due.ask(tx, { ...hint, ...reported, hintId: 'second' }, 'c');
      expect(await hand(tx, 'first')).toBe(false);
      expect(await hand(tx, 'second')).toBe(true);
      // A later hint takes back what was read before it.
      await due.ask(tx, { ...hint, ...reported, hintId: 'third' }, 'c');
      const [row] = await tx.query<{ reading: unknown }[]>(
        'SELECT reading FROM observer.due_card WHERE entity_id = 77',
      );
      expect(row).toEqual({ reading: null });
      throw new Error('undone');
    }),
  ).rejects.toThrow('undone');
});
