import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@hub/testing';
import { LimitsModule, limitsEntities } from '../../limits/src/limits.module.js';
import { ReviewReservations } from '../../limits/src/quota/review-reservations.js';
import { Quotas } from '../../router/src/quota/quotas.js';
import { TakePlace } from '../../router/src/quota/take-place.js';
import type { TransferRow } from '../../router/src/transfer/transfer.entity.js';
import type { Franchise } from '../../router/test/franchise.js';
import {
  decisionsOf,
  publishLeadChange,
  receiveLead,
  saveRules,
  startRouterHub,
  transferOf,
  untilDone,
  type RouterHub,
} from '../../router/test/router-hub.js';

let hub: RouterHub;
beforeAll(async () => {
  hub = await startRouterHub({ entities: limitsEntities, modules: [LimitsModule] });
});
afterAll(() => hub.close());

const firstBranchOf = async ({ branchAccountId }: Franchise) => {
  const [row] = await hub.app.source.query<{ id: string }[]>(
    'SELECT id FROM accounts.branch WHERE account_id = $1 ORDER BY created_at',
    [branchAccountId],
  );
  return row!.id;
};
const saveQuota = (branchId: string, limits: object) =>
  hub.app.ask('limits.quotas.save', { branchId, limits, ifVersion: 0 });
const fullness = async (branchId: string) =>
  (await hub.app.ask('limits.quotas.ask', { branchIds: [branchId] })).items[0];
const reservations = (branchId: string) =>
  hub.app.source.query<{ state: string; lead_id: string | null }[]>(
    `SELECT state, lead_id FROM limits.reservation WHERE branch_id = $1 AND state IN ('reserved', 'confirmed')`,
    [branchId],
  );

/** Leads that come in at once, with the decision about each. */
async function receiveTogether(franchise: Franchise, count: number) {
  const leadIds = await Promise.all(
    Array.from({ length: count }, () => receiveLead(franchise, franchise.region)),
  );
  await Promise.all(leadIds.map((leadId) => publishLeadChange(hub, franchise, leadId)));
  return Promise.all(
    leadIds.map((leadId) =>
      eventually(async () => {
        const [decision] = await decisionsOf(hub, leadId);
        expect(decision).toBeDefined();
        return { ...decision!, leadId };
      }),
    ),
  );
}

describe('the quota of a branch', () => {
  it('lets no more leads through than its bound, however many come at once; the others wait and say why', async () => {
    const franchise = await hub.found('quota');
    const branchId = await firstBranchOf(franchise);
    await saveQuota(branchId, { leadsPerDay: 2 });
    const decisions = await receiveTogether(franchise, 6);
    const given = decisions.filter(({ kind }) => kind === 'transfer');
    const waiting = decisions.filter(({ kind }) => kind === 'wait');
    expect([given.length, waiting.length]).toEqual([2, 4]);
    expect(waiting[0]?.reasons.at(-1)).toMatchObject({ check: 'quota', found: 'full' });
    for (const { leadId } of given) await untilDone(hub, leadId);
    await eventually(async () =>
      expect((await reservations(branchId)).map(({ state, lead_id }) => [state, lead_id !== null])).toEqual([
        ['confirmed', true],
        ['confirmed', true],
      ]),
    );
    expect((await fullness(branchId))?.isFull).toBe(true);
  });

  it('sends what has no place in one branch of a territory to the other', async () => {
    const franchise = await hub.found('quota-shared');
    const { branchAccountId, exchange } = franchise;
    const first = await firstBranchOf(franchise);
    const second = await hub.app.addBranch({
      ...{ name: 'Второй', accountId: branchAccountId },
      ...{ pipelineId: exchange.pipelineId, statusId: exchange.statusId },
    });
    const branches = [first, second].map((branchId) => ({ branchId, weight: 1 }));
    await saveRules(hub, franchise, { territories: [{ region: franchise.region, branches }] });
    await saveQuota(first, { leadsPerDay: 1 });
    await saveQuota(second, { leadsPerDay: 100 });
    const decisions = await receiveTogether(franchise, 7);
    const transfers = await Promise.all(decisions.map(({ leadId }) => untilDone(hub, leadId)));
    expect(transfers.filter((transfer) => transfer.branchId === first)).toHaveLength(1);
    expect(transfers.filter((transfer) => transfer.branchId === second)).toHaveLength(6);
    expect(await reservations(first)).toHaveLength(1);
    expect(await reservations(second)).toHaveLength(6);
  });

  it('counts a lead that an operator gives to a full branch, and refuses no person', async () => {
    const franchise = await hub.found('quota-person');
    const branchId = await firstBranchOf(franchise);
    await saveQuota(branchId, { leadsPerDay: 1 });
    const decisions = await receiveTogether(franchise, 2);
    const waiting = decisions.find(({ kind }) => kind === 'wait')!;
    await hub.app.ask('router.leads.assign', { leadId: waiting.leadId, branchId, by: 'Анна' });
    await untilDone(hub, waiting.leadId);
    await eventually(async () => {
      const reserved = await reservations(branchId);
      expect(reserved.map(({ state }) => state)).toEqual(['confirmed', 'confirmed']);
    });
  });

  it('keeps no place for a lead that a branch without a quota gets in the end', async () => {
    const franchise = await hub.found('quota-third');
    const { branchAccountId, exchange } = franchise;
    const add = (name: string) =>
      hub.app.addBranch({
        ...{ name, accountId: branchAccountId },
        ...{ pipelineId: exchange.pipelineId, statusId: exchange.statusId },
      });
    const [first, second, third] = [await firstBranchOf(franchise), await add('Второй'), await add('Третий')];
    const branches = [first, second, third].map((branchId) => ({ branchId, weight: 1 }));
    await saveRules(hub, franchise, { territories: [{ region: franchise.region, branches }] });
    for (const branchId of [first, second]) await saveQuota(branchId, { leadsPerDay: 1 });
    const taken = { transferId: randomUUID(), branchId: second, hqAccountId: randomUUID(), hqLeadId: 1 };
    await hub.app.ask('limits.quotas.reserve', taken);
    const leadId = await receiveLead(franchise, franchise.region);
    // The lead has its place in the first branch, and by the time it gets the turn, the full second one is next.
    await hub.app.source.transaction(async (tx) => {
      const lock = `router.rotation:${franchise.hqAccountId}:${franchise.region}`;
      await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [lock]);
      await publishLeadChange(hub, franchise, leadId);
      await eventually(async () => expect(await reservations(first)).toHaveLength(1));
      const credits = { [first]: -2, [second]: 1, [third]: 0 };
      await tx.query('INSERT INTO router.rotation (hq_account_id, territory, credits) VALUES ($1, $2, $3)', [
        franchise.hqAccountId,
        franchise.region,
        credits,
      ]);
    });
    expect((await untilDone(hub, leadId)).branchId).toBe(third);
    await eventually(async () => expect(await reservations(first)).toEqual([]));
  });

  it('is asked about only for branches that have one, also where no rule chose the branch', async () => {
    const franchise = await hub.found('quota-unasked');
    const branchId = await firstBranchOf(franchise);
    const places = hub.app.app.get(TakePlace, { strict: false });
    const quotas = hub.app.app.get(Quotas, { strict: false });
    const transfer = { id: randomUUID(), state: 'decided', branchId, hqAccountId: randomUUID(), hqLeadId: 1 };
    const count = () => places.count(transfer as TransferRow, randomUUID());
    await count();
    expect(quotas.hasPlace(transfer.id)).toBe(false);
    await saveQuota(branchId, { leadsPerDay: 1 });
    await count();
    expect(quotas.hasPlace(transfer.id)).toBe(true);
  });

  it('lets the leads that wait for it go on as soon as it is raised', async () => {
    const franchise = await hub.found('quota-raised');
    const branchId = await firstBranchOf(franchise);
    await saveQuota(branchId, { leadsPerDay: 1 });
    const decisions = await receiveTogether(franchise, 2);
    const waiting = decisions.find(({ kind }) => kind === 'wait')!;
    await hub.app.ask('limits.quotas.save', { branchId, limits: { leadsPerDay: 2 }, ifVersion: 1 });
    await untilDone(hub, waiting.leadId);
  });

  it('gets its place back when a person cancels the transfer', async () => {
    const franchise = await hub.found('quota-back');
    const branchId = await firstBranchOf(franchise);
    await saveQuota(branchId, { openLeads: 1 });
    const fault = { kind: 'status', status: 503, subdomain: franchise.remotes.branch.subdomain, count: null };
    expect((await hub.sandbox.control('POST', 'faults', fault)).status).toBe(201);
    const [decision] = await receiveTogether(franchise, 1);
    const transfer = await eventually(async () => {
      const found = await transferOf(hub, decision!.leadId);
      expect(found).toBeDefined();
      return found!;
    });
    expect((await fullness(branchId))?.isFull).toBe(true);
    await hub.app.ask('router.transfers.cancel', { transferId: transfer.id, reason: 'Ошибка' });
    await hub.app.source.query(`UPDATE limits.reservation SET review_at = now() - interval '1 s'`);
    await eventually(async () => {
      const review = hub.app.app.get(ReviewReservations, { strict: false });
      await review.review({ correlationId: randomUUID() });
      expect((await fullness(branchId))?.isFull).toBe(false);
    });
    await hub.sandbox.control('DELETE', 'faults');
  });
});
