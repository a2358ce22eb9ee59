import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLead } from '@hub/amocrm';
import { eventually } from '@hub/testing';
import type { Franchise } from './franchise.js';
import {
  decisionsOf,
  publishLeadChange,
  receiveLead,
  saveRules,
  startRouterHub,
  transferOf,
  untilDone,
  type RouterHub,
} from './router-hub.js';

let hub: RouterHub;
beforeAll(async () => {
  hub = await startRouterHub();
});
afterAll(() => hub.close());

/** Another branch in the account of the franchise's own. */
const addBranch = ({ branchAccountId, exchange }: Franchise, name: string, change = {}) =>
  hub.app.addBranch({
    ...{ name: `${name} ${branchAccountId}`, accountId: branchAccountId },
    ...{ pipelineId: exchange.pipelineId, statusId: exchange.statusId },
    ...change,
  });
const firstBranchOf = async ({ branchAccountId }: Franchise) => {
  const [row] = await hub.app.source.query<{ id: string }[]>(
    'SELECT id FROM accounts.branch WHERE account_id = $1 ORDER BY created_at',
    [branchAccountId],
  );
  return row!.id;
};
const share = (region: string, ...weights: [branchId: string, weight: number][]) => ({
  territories: [{ region, branches: weights.map(([branchId, weight]) => ({ branchId, weight })) }],
});
const closedFor = (days: number) => {
  const open = new Date(Date.now() + days * 86_400_000).getUTCDay();
  return {
    timeZone: 'UTC',
    weekdays: { [open === 0 ? 7 : open]: [['09:00', '18:00']] } as Record<'1', [string, string][]>,
    daysOff: [],
  };
};
const decisionOf = (leadId: number) =>
  eventually(async () => {
    const [decision] = await decisionsOf(hub, leadId);
    expect(decision).toBeDefined();
    return decision!;
  });

describe('a shared territory', () => {
  it('gives leads that come in at once to its branches by weight, and says why', async () => {
    const franchise = await hub.found('share');
    const first = await firstBranchOf(franchise);
    const second = await addBranch(franchise, 'Второй');
    await saveRules(hub, franchise, share(franchise.region, [first, 2], [second, 1]));
    const leadIds = await Promise.all(
      Array.from({ length: 9 }, () => receiveLead(franchise, franchise.region)),
    );
    await Promise.all(leadIds.map((leadId) => publishLeadChange(hub, franchise, leadId)));
    const transfers = await Promise.all(leadIds.map((leadId) => untilDone(hub, leadId)));
    expect(transfers.filter(({ branchId }) => branchId === first)).toHaveLength(6);
    expect(transfers.filter(({ branchId }) => branchId === second)).toHaveLength(3);
    const decision = (await decisionsOf(hub, leadIds[0]!))[0]!;
    expect(decision.reasons.map(({ check, found }) => `${check} ${found}`)).toContain('choice weighted');
    expect(decision.reasons.every(({ text }) => text)).toBe(true);
    expect(decision.notTaken).toMatchObject([{ check: 'choice', found: 'not-weighted' }]);
  });

  it('shares out the leads that are on their way to a branch when it is paused, and says why', async () => {
    const franchise = await hub.found('shared-out');
    const first = await firstBranchOf(franchise);
    const second = await addBranch(franchise, 'Второй');
    const third = await addBranch(franchise, 'Третий');
    await hub.app.changeBranch(franchise.branchAccountId, { statusId: 999_999 });
    await saveRules(hub, franchise, share(franchise.region, [first, 1], [second, 1], [third, 1]));
    const leadIds = await Promise.all(
      Array.from({ length: 6 }, () => receiveLead(franchise, franchise.region)),
    );
    await Promise.all(leadIds.map((leadId) => publishLeadChange(hub, franchise, leadId)));
    const waiting = await eventually(async () => {
      const transfers = await Promise.all(leadIds.map((leadId) => transferOf(hub, leadId)));
      const left = transfers.filter((transfer) => transfer?.state !== 'done');
      expect(left).toMatchObject([{ branchId: first }, { branchId: first }]);
      expect(left.every((transfer) => transfer?.problem)).toBe(true);
      return left.map((transfer) => transfer!.hqLeadId);
    });
    await hub.app.changeBranch(franchise.branchAccountId, { state: 'paused' });
    const moved = await Promise.all(waiting.map((leadId) => untilDone(hub, leadId)));
    const branchIds = moved.map(({ branchId }) => branchId);
    expect(new Set(branchIds)).toEqual(new Set([second, third]));
    for (const { hqLeadId, branchId } of moved) {
      const [decision] = await decisionsOf(hub, hqLeadId);
      expect(decision).toMatchObject({ kind: 'transfer', branchId });
      expect(decision!.notTaken).toContainEqual(
        expect.objectContaining({ found: 'paused', branchId: first }),
      );
    }
  });

  it('gives the next lead to whoever has fewest open ones', async () => {
    const franchise = await hub.found('load');
    const first = await firstBranchOf(franchise);
    const second = await addBranch(franchise, 'Второй');
    await saveRules(hub, franchise, {
      ...share(franchise.region, [first, 1], [second, 1]),
      strategy: 'least-open',
    });
    const leadIds = await Promise.all(
      Array.from({ length: 6 }, () => receiveLead(franchise, franchise.region)),
    );
    await Promise.all(leadIds.map((leadId) => publishLeadChange(hub, franchise, leadId)));
    const transfers = await Promise.all(leadIds.map((leadId) => untilDone(hub, leadId)));
    expect(transfers.filter(({ branchId }) => branchId === first)).toHaveLength(3);
  });

  it('passes by a paused branch without taking its turn', async () => {
    const franchise = await hub.found('pause');
    const first = await firstBranchOf(franchise);
    const second = await addBranch(franchise, 'Второй', { state: 'paused' });
    await saveRules(hub, franchise, share(franchise.region, [first, 1], [second, 5]));
    const leadId = await receiveLead(franchise, franchise.region);
    await publishLeadChange(hub, franchise, leadId);
    expect((await untilDone(hub, leadId)).branchId).toBe(first);
    expect((await decisionOf(leadId)).notTaken).toMatchObject([{ found: 'paused', branchId: second }]);
  });
});

describe('opening hours', () => {
  it('let a lead wait until its branch opens', async () => {
    const franchise = await hub.found('hours');
    await saveRules(hub, franchise, { outsideHours: 'wait-for-opening' });
    await hub.app.changeBranch(franchise.branchAccountId, { calendar: closedFor(3) });
    const leadId = await receiveLead(franchise, franchise.region);
    await publishLeadChange(hub, franchise, leadId);
    const decision = await decisionOf(leadId);
    expect(decision).toMatchObject({ kind: 'wait', branchId: null });
    const { check, found, until } = decision.reasons.at(-1)!;
    expect({ check, found }).toEqual({ check: 'hours', found: 'outside-hours' });
    expect(until).toBeDefined();
    // It opens, and nobody saves anything.
    const { source } = hub.app;
    await source.query('UPDATE accounts.branch SET calendar = NULL WHERE account_id = $1', [
      franchise.branchAccountId,
    ]);
    const [moved] = await source.query<[unknown[]]>(
      `UPDATE router.inbox SET run_at = now() WHERE state = 'timer' AND id LIKE $1 RETURNING run_at`,
      [`due %:lead:${leadId} %`],
    );
    expect(moved).toHaveLength(1);
    await untilDone(hub, leadId);
  });

  it('give the lead to the fallback branch, when the rules say so', async () => {
    const franchise = await hub.found('next');
    const spare = await addBranch(franchise, 'Запасной');
    await saveRules(hub, franchise, { outsideHours: 'next-branch', fallbackBranchId: spare });
    await hub.app.changeBranch(franchise.branchAccountId, { calendar: closedFor(3) });
    const leadId = await receiveLead(franchise, franchise.region);
    await publishLeadChange(hub, franchise, leadId);
    expect((await untilDone(hub, leadId)).branchId).toBe(spare);
  });
});

it('sends a client who comes again to their branch, also without a region', async () => {
  const franchise = await hub.found('again');
  const { hq, intake } = franchise;
  const leadId = await receiveLead(franchise, franchise.region);
  await publishLeadChange(hub, franchise, leadId);
  const { branchId } = await untilDone(hub, leadId);
  const [row] = await hub.app.source.query<{ contact_id: string }[]>(
    'SELECT contact_id FROM router.judged_lead WHERE lead_id = $1',
    [leadId],
  );
  const secondId = await createLead(hq, {
    ...{ name: 'Ещё раз', pipeline_id: intake.pipelineId, status_id: intake.newId },
    _embedded: { contacts: [{ id: Number(row!.contact_id), is_main: true }] },
  });
  await publishLeadChange(hub, franchise, secondId);
  expect((await untilDone(hub, secondId)).branchId).toBe(branchId);
  expect((await decisionOf(secondId)).reasons).toContainEqual(
    expect.objectContaining({ found: 'has-client' }),
  );
});

describe('rules before they are saved', () => {
  it('are refused by field, and remarked upon without being saved', async () => {
    const franchise = await hub.found('lint');
    const change = share(franchise.region, [randomUUID(), 1]);
    await expect(saveRules(hub, franchise, change)).rejects.toMatchObject({
      body: { status: 400, errors: [{ path: 'territories.0.branches.0.branchId' }] },
    });
    const { hqAccountId, intakePipelineId, handedOverStatusId, regionFieldId, allowedFieldIds } =
      await hub.app.ask('router.rules.show', {});
    const rules = { hqAccountId, intakePipelineId, handedOverStatusId, regionFieldId, allowedFieldIds };
    const found = await hub.app.ask('router.rules.lint', {
      ...rules,
      ...change,
      outsideHours: 'next-branch',
    });
    expect(found.errors.map(({ path }) => path)).toEqual([
      'territories.0.branches.0.branchId',
      'fallbackBranchId',
    ]);
    const closing = { ...rules, handedOverStatusId: 143, regionFieldId: 1 };
    const refused = await hub.app.ask('router.rules.lint', closing);
    expect(refused.errors.map(({ path }) => path)).toEqual(['handedOverStatusId', 'regionFieldId']);
    const { warnings } = await hub.app.ask('router.rules.lint', rules);
    expect(warnings).toMatchObject([{ path: 'territories', detail: { key: 'rules.uncovered' } }]);
  });

  it('are tried on one lead, which changes nothing', async () => {
    const franchise = await hub.found('try');
    const first = await firstBranchOf(franchise);
    const second = await addBranch(franchise, 'Второй');
    await saveRules(hub, franchise, share(franchise.region, [first, 1], [second, 1]));
    const tried = await hub.app.ask('router.simulate', { region: franchise.region });
    expect(tried).toMatchObject({ kind: 'transfer', branchId: first, notTaken: [{ branchId: second }] });
    expect(await hub.app.ask('router.simulate', { region: franchise.region })).toEqual(tried);
    const leadId = await receiveLead(franchise, 'Марс');
    const read = await hub.app.ask('router.simulate', { leadId });
    expect(read).toMatchObject({ kind: 'manual', branchId: null });
    expect(read.reasons.at(-1)).toMatchObject({ check: 'region', found: 'no-branch', value: 'Марс' });
    expect(await transferOf(hub, leadId)).toBeUndefined();
    await expect(hub.app.ask('router.simulate', { leadId: 999_999_999 })).rejects.toMatchObject({
      body: { status: 404 },
    });
    const rotations = await hub.app.source.query<unknown[]>(
      'SELECT 1 FROM router.rotation WHERE hq_account_id = $1',
      [franchise.hqAccountId],
    );
    expect(rotations).toEqual([]);
  });
});

describe('while nobody answers for quotas', () => {
  it('only leads of branches that have one wait', async () => {
    const franchise = await hub.found('no-answer');
    await saveRules(hub, franchise, { withoutQuota: 'wait' });
    const free = await receiveLead(franchise, franchise.region);
    await publishLeadChange(hub, franchise, free);
    expect((await decisionOf(free)).kind).toBe('transfer');
    const branchId = await firstBranchOf(franchise);
    await hub.app.source.query('INSERT INTO accounts.limited_branch VALUES ($1)', [branchId]);
    const limited = await receiveLead(franchise, franchise.region);
    await publishLeadChange(hub, franchise, limited);
    const { kind, reasons } = await decisionOf(limited);
    expect(kind).not.toBe('transfer');
    expect(reasons).toContainEqual(expect.objectContaining({ check: 'quota', found: 'unknown' }));
  });
});
