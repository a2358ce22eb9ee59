import { randomUUID } from 'node:crypto';
import { BranchRepository } from '@hub/accounts';
import { Reply } from '@hub/bus';
import { TransferStatesQuery, type QuotaPage, type QuotaReserved, type TransferStates } from '@hub/contracts';
import { journalEntities, JournalModule } from '@hub/journal';
import type { QuotaBounds } from '@hub/limits';
import { createTestDatabase, startCrmApp, type CrmApp, type TestDatabase } from '@hub/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Controller } from '@nestjs/common';
import { LimitsModule, limitsEntities } from '../src/limits.module.js';
import { ReviewReservations } from '../src/quota/review-reservations.js';

const known = new Map<string, TransferStates['items'][number]>();

/** Knows of the transfers that a test has put there. */
@Controller()
class Router {
  @Reply('router.transfers.states')
  states({ transferIds }: TransferStatesQuery): Promise<TransferStates> {
    return Promise.resolve({ items: transferIds.flatMap((id) => known.get(id) ?? []) });
  }
}

let database: TestDatabase;
let hubs: [CrmApp, CrmApp];

beforeAll(async () => {
  database = await createTestDatabase();
  const start = () =>
    startCrmApp({
      databaseUrl: database.url,
      connectTo: 'http://127.0.0.1:9',
      entities: [...journalEntities, ...limitsEntities],
      modules: [JournalModule.forRoot(), LimitsModule],
      controllers: [Router],
    });
  hubs = [await start(), await start()];
});
afterAll(async () => {
  for (const hub of hubs) await hub.close();
  await database.drop();
});

const hq = randomUUID();
let lead = 0;

/** A branch with this quota. */
async function branch(limits: QuotaBounds, timeZone: string | null = null): Promise<string> {
  const [hub] = hubs;
  const branchId = await hub.addBranch({ name: randomUUID(), accountId: null });
  await hub.ask('limits.quotas.save', { branchId, limits, timeZone, ifVersion: 0 });
  return branchId;
}

function reserve(
  branchId: string,
  { transferId = randomUUID(), hqLeadId = ++lead, hub = hubs[0] } = {},
): Promise<QuotaReserved> {
  return hub.ask('limits.quotas.reserve', { transferId, branchId, hqAccountId: hq, hqLeadId });
}

async function fullness(branchId: string) {
  const { items } = await hubs[0].ask('limits.quotas.ask', { branchIds: [branchId] });
  return items[0];
}

/** Makes every reservation of a branch due for a look, and older by so many minutes. */
async function age(branchId: string, minutes: number): Promise<void> {
  await hubs[0].source.query(
    `UPDATE limits.reservation SET reserved_at = reserved_at - make_interval(mins => $2), review_at = now() - interval '1 s'
       WHERE branch_id = $1`,
    [branchId, minutes],
  );
}

const limitedBranches = () => hubs[0].app.get(BranchRepository).listLimited();
const review = () =>
  hubs[0].app.get(ReviewReservations, { strict: false }).review({ correlationId: randomUUID() });

it('never gives more leads than the bound, however many ask at once in two processes', async () => {
  const branchId = await branch({ leadsPerDay: 7 });
  const asked = Array.from({ length: 40 }, (_, at) => reserve(branchId, { hub: hubs[at % 2]! }));
  const given = (await Promise.all(asked)).filter(({ isReserved }) => isReserved);
  expect(given).toHaveLength(7);
  expect(await fullness(branchId)).toMatchObject({ isFull: true, full: ['leadsPerDay'] });
});

it('gives a transfer its place once, and moves it with the transfer', async () => {
  const [one, two] = [await branch({ leadsPerDay: 1 }), await branch({ leadsPerDay: 1 })];
  const same = { transferId: randomUUID(), hqLeadId: ++lead };
  for (const branchId of [one, one, two, two])
    expect(await reserve(branchId, same)).toMatchObject({ isReserved: true });
  expect([(await fullness(one))?.isFull, (await fullness(two))?.isFull]).toEqual([false, true]);
});

it('frees what a died attempt at the same lead has reserved', async () => {
  const branchId = await branch({ leadsPerDay: 1 });
  const hqLeadId = ++lead;
  await reserve(branchId, { hqLeadId });
  expect(await reserve(branchId, { hqLeadId })).toMatchObject({ isReserved: true });
  expect(await reserve(branchId)).toMatchObject({ isReserved: false });
});

it('leaves a transfer its place when another branch turns out to be full', async () => {
  const [one, two] = [await branch({ leadsPerDay: 1 }), await branch({ leadsPerDay: 1 })];
  const same = { transferId: randomUUID(), hqLeadId: ++lead };
  await reserve(one, same);
  await reserve(two);
  expect(await reserve(two, same)).toMatchObject({ isReserved: false });
  expect((await fullness(one))?.isFull).toBe(true);
});

it('does not call a branch full for the lead that has its last place', async () => {
  const branchId = await branch({ leadsPerDay: 1, openLeads: 1, interval: 30 });
  const hqLeadId = ++lead;
  await reserve(branchId, { hqLeadId });
  const ask = (id: number) =>
    hubs[0].ask('limits.quotas.ask', { branchIds: [branchId], lead: { hqAccountId: hq, hqLeadId: id } });
  expect((await ask(hqLeadId)).items).toMatchObject([{ isFull: false }]);
  expect((await ask(++lead)).items).toMatchObject([{ isFull: true }]);
});

it('frees the place of a lead that another branch got in the end', async () => {
  const branchId = await branch({ leadsPerDay: 1 });
  const transferId = randomUUID();
  await reserve(branchId, { transferId });
  const got = { transferId, branchId: randomUUID(), accountId: randomUUID(), leadId: ++lead };
  expect(await hubs[0].ask('limits.quotas.confirm', got)).toEqual({ isKnown: true });
  expect((await fullness(branchId))?.isFull).toBe(false);
});

it('counts what a person gives to a full branch', async () => {
  const branchId = await branch({ leadsPerDay: 1 });
  await reserve(branchId);
  const about = { hqAccountId: hq, hqLeadId: ++lead, transferId: randomUUID(), branchId };
  expect(await hubs[0].ask('limits.quotas.reserve', about)).toMatchObject({ isReserved: false });
  const forced = { ...about, isForced: true };
  expect(await hubs[0].ask('limits.quotas.reserve', forced)).toMatchObject({ isReserved: true });
  const rows: unknown[] = await hubs[0].source.query(
    `SELECT FROM limits.reservation WHERE branch_id = $1 AND state = 'reserved'`,
    [branchId],
  );
  expect(rows).toHaveLength(2);
});

it('takes everything for a branch that has no quota, and says nothing of it', async () => {
  const branchId = await hubs[0].addBranch({ name: randomUUID(), accountId: null });
  expect(await reserve(branchId)).toEqual({ isReserved: true, quota: null });
  expect(await fullness(branchId)).toBeUndefined();
});

it('counts days by the zone of the branch', async () => {
  const branchId = await branch({ leadsPerDay: 1 }, 'Asia/Kamchatka');
  await reserve(branchId);
  const until = (await fullness(branchId))?.until ?? '';
  const clock = new Intl.DateTimeFormat('en', {
    timeZone: 'Asia/Kamchatka',
    hour: '2-digit',
    hourCycle: 'h23',
  });
  expect(clock.format(new Date(until))).toBe('00');
});

it('keeps the interval between two leads', async () => {
  const branchId = await branch({ interval: 30 });
  await reserve(branchId);
  expect(await reserve(branchId)).toMatchObject({ isReserved: false, quota: { full: ['interval'] } });
  await age(branchId, 31);
  expect(await reserve(branchId)).toMatchObject({ isReserved: true });
});

it('frees the place of a transfer that was cancelled, by word or by review', async () => {
  for (const way of ['word', 'review'] as const) {
    const branchId = await branch({ leadsPerDay: 1 });
    const transferId = randomUUID();
    await reserve(branchId, { transferId });
    if (way === 'word') await hubs[1].ask('limits.quotas.release', { transferId });
    else {
      known.set(transferId, { transferId, branchId, state: 'cancelled', accountId: hq, leadId: null });
      await age(branchId, 1);
      await review();
    }
    expect(await fullness(branchId)).toMatchObject({ isFull: false });
  }
});

it('has a lead open no more that left the branch, although its card is not closed, and gave it all the same', async () => {
  const branchId = await branch({ openLeads: 1, leadsPerDay: 2 });
  const [transferId, accountId, leadId] = [randomUUID(), hq, ++lead];
  await reserve(branchId, { transferId });
  await hubs[0].ask('limits.quotas.confirm', { transferId, branchId, accountId, leadId });
  expect(await fullness(branchId)).toMatchObject({ isFull: true, full: ['openLeads'] });
  await hubs[0].ask('limits.quotas.release', { transferId });
  expect(await fullness(branchId)).toMatchObject({ isFull: false });
  await reserve(branchId);
  expect(await fullness(branchId)).toMatchObject({ full: ['leadsPerDay', 'openLeads'] });
});

it('lets a reservation expire whose transfer was never added, and no sooner than it could be', async () => {
  const branchId = await branch({ openLeads: 1 });
  await reserve(branchId);
  await age(branchId, 2);
  await review();
  expect(await fullness(branchId)).toMatchObject({ isFull: true });
  await age(branchId, 4);
  await review();
  expect(await fullness(branchId)).toMatchObject({ isFull: false });
});

it('counts a lead as open until the journal shows it closed, whoever said that it arrived', async () => {
  const [hub] = hubs;
  for (const way of ['word', 'review'] as const) {
    const branchId = await branch({ openLeads: 1 });
    const [transferId, accountId, leadId] = [randomUUID(), randomUUID(), ++lead];
    await reserve(branchId, { transferId });
    if (way === 'word') await hub.ask('limits.quotas.confirm', { transferId, branchId, accountId, leadId });
    else {
      known.set(transferId, { transferId, branchId, state: 'done', accountId, leadId });
      await age(branchId, 1);
      await review();
    }
    const moveTo = (statusId: number) =>
      hub.source.query(
        `INSERT INTO journal.lead VALUES ($1, $2, 1, $3, 1, 0, '{}', '{}', NULL, NULL, 1, 1, NULL, NULL, 1, now())
           ON CONFLICT (account_id, lead_id) DO UPDATE SET status_id = $3`,
        [accountId, leadId, statusId],
      );
    await moveTo(10);
    expect(await fullness(branchId)).toMatchObject({ isFull: true, until: null });
    await moveTo(143);
    expect(await fullness(branchId)).toMatchObject({ isFull: false });
    await age(branchId, 0);
    await review();
    await moveTo(10);
    expect(await fullness(branchId)).toMatchObject({ isFull: false });
  }
});

it('lets the router know of a quota that a process of the version before has saved', async () => {
  const [hub] = hubs;
  const branchId = await hub.addBranch({ name: randomUUID(), accountId: null });
  await hub.source.query(
    `INSERT INTO limits.quota (branch_id, limits, saved_at, version) VALUES ($1, '{}', now(), 1)`,
    [branchId],
  );
  expect((await limitedBranches()).has(branchId)).toBe(false);
  await review();
  expect((await limitedBranches()).has(branchId)).toBe(true);
});

it('refuses to save over another version, and for a branch that is not there', async () => {
  const branchId = await branch({ leadsPerDay: 1 });
  const save = (ifVersion: number) =>
    hubs[0].ask('limits.quotas.save', { branchId, limits: { leadsPerDay: 2 }, ifVersion });
  await expect(save(0)).rejects.toMatchObject({ body: { status: 412 } });
  expect(await save(1)).toMatchObject({ limits: { leadsPerDay: 2 }, version: 2 });
  const nobody = { branchId: randomUUID(), limits: {}, ifVersion: 0 };
  await expect(hubs[0].ask('limits.quotas.save', nobody)).rejects.toMatchObject({ body: { status: 404 } });
});

it('saves nothing for a closed branch: what it had was erased', async () => {
  const branchId = await hubs[0].addBranch({ name: randomUUID(), accountId: null });
  await hubs[0].source.query(`UPDATE accounts.branch SET state = 'closed' WHERE id = $1`, [branchId]);
  const saved = hubs[0].ask('limits.quotas.save', { branchId, limits: { leadsPerDay: 2 }, ifVersion: 0 });
  await expect(saved).rejects.toMatchObject({ body: { status: 409 } });
  expect((await limitedBranches()).has(branchId)).toBe(false);
});

it('lists quotas page by page with the words of what is met', async () => {
  const branchId = await branch({ leadsPerMonth: 1, interval: 5 });
  await reserve(branchId);
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page: QuotaPage = await hubs[0].ask('limits.quotas.list', { cursor, limit: 2 });
    seen.push(...page.items.map((one) => one.branchId));
    const own = page.items.find((one) => one.branchId === branchId);
    if (own)
      expect(own.limits.map(({ limit, value, blocks, text }) => [limit, value, blocks, text?.key])).toEqual([
        ['interval', 0, true, 'limits.interval-blocks'],
        ['leadsPerMonth', 1, true, 'limits.leads-per-month-blocks'],
      ]);
    cursor = page.nextCursor;
  } while (cursor);
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen).toContain(branchId);
});
