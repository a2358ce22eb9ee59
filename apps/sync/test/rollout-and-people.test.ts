import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RolloutView } from '@hub/contracts';
import type { Problem } from '@hub/platform';
import { eventually } from '@hub/testing';
import { Rollouts } from './rollout-fixture.js';
import { readRows, SyncFixture, type Branch } from './sync-fixture.js';

const text = (stages: string, more = '') => `blueprint: 1
name: Филиал
pipelines:
  - { name: Заявки, stages: [${stages}] }${more}
tags:
  leads: [Проба]
`;
const newPipeline = '\n  - { name: Новая, stages: [Первый] }';

let sync: SyncFixture;
let rollouts: Rollouts;
const releases = { first: '', next: '', more: '' };
beforeAll(async () => {
  sync = await SyncFixture.start();
  rollouts = new Rollouts(sync);
  releases.first = (await sync.importRelease(text('{ name: Первый, color: "#d6eaff" }, Замер'))).id;
  releases.next = (await sync.importRelease(text('{ name: Первый, color: "#c1e0ff" }'))).id;
  releases.more = (await sync.importRelease(text('{ name: Первый, color: "#c1e0ff" }', newPipeline))).id;
});
afterAll(() => sync.close());

async function branchAt(releaseId: string): Promise<Branch> {
  const branch = await sync.branch();
  expect(await sync.apply(await sync.plan(branch, releaseId))).toMatchObject({ state: 'applied' });
  return branch;
}
const pathOf = async (branch: Branch, name: string) =>
  [...(await readRows(branch))].find(([, row]) => row.name === name)![0];
async function hold({ subdomain }: Branch, at: object): Promise<string> {
  const fault = { kind: 'hold', count: 1, subdomain, ...at };
  return ((await sync.sandbox.control('POST', 'faults', fault)).body as { id: string }).id;
}
const letGo = (id: string) => sync.sandbox.control('POST', `faults/${id}/release`, {});
const colour = async (branch: Branch) => (await readRows(branch)).get(await pathOf(branch, 'Первый'))?.color;
const names = async (branch: Branch) => [...(await readRows(branch)).values()].map(({ name }) => name);

async function approve({ rolloutId }: RolloutView, { accountId }: Branch, planId: string): Promise<void> {
  const { checksum } = await sync.hub.ask('sync.plans.show', { planId });
  const approval = { rolloutId, accountId, checksum, forcedBy: 'Тест', by: 'Борис' };
  await sync.hub.ask('sync.rollouts.approve-account', approval);
}

/**
 * What becomes of an act on a rollout that has to wait for it while `meanwhile` is done. The rollout's own next step comes after
 * the act.
 */
async function overtaken(
  { rolloutId }: RolloutView,
  act: () => Promise<unknown>,
  meanwhile: () => Promise<unknown>,
): Promise<unknown> {
  const { source } = sync.hub;
  const { acting } = await source.transaction(async (tx) => {
    await tx.query('SELECT FROM sync.rollout WHERE id = $1 FOR UPDATE', [rolloutId]);
    const acting = act().then(
      () => 'done',
      (error: unknown) => (error as Problem).body.detail.key,
    );
    await eventually(async () => {
      const [{ waiting }] = await source.query(
        `SELECT count(*)::int AS waiting FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      expect(waiting).toBe(1);
    });
    await meanwhile();
    return { acting };
  });
  return acting;
}

/** A rollout whose plan of the branch is paused after its first call. */
async function begunHalf(branch: Branch) {
  const fault = await hold(branch, { method: 'PATCH', pathRegExp: '/statuses/' });
  const rollout = await rollouts.begin(releases.next, [branch], { prune: true });
  await sync.paused(fault);
  const [account] = await rollouts.accounts(rollout);
  const planId = account!.planId!;
  await sync.hub.ask('sync.plans.pause', { planId });
  await letGo(fault);
  expect(await sync.ended(planId)).toMatchObject({ state: 'paused' });
  return rollout;
}

describe('a branch of a rollout in which people act', () => {
  it('is not pushed forward again by itself after they have rolled it back', async () => {
    const branch = await branchAt(releases.first);
    const rollout = await begunHalf(branch);
    const back = await sync.plan(branch, releases.first, { prune: true });
    const fault = await hold(branch, { method: 'PATCH', pathRegExp: '/statuses/' });
    await sync.begin(back);
    await sync.paused(fault);
    await rollouts.untilAccounts(rollout, [branch], 'needs-approval');
    await letGo(fault);
    expect(await sync.ended(back.id)).toMatchObject({ state: 'applied' });
    expect(await rollouts.accounts(rollout)).toMatchObject([
      { reason: { key: 'rollouts.planned-by-people' } },
    ]);
    expect(await colour(branch)).toBe('#d6eaff');

    // The plan that asks was made while theirs ran, so its successor may do more.
    const asked: (string | undefined)[] = [];
    await eventually(async () => {
      const [account] = await rollouts.accounts(rollout);
      if (account?.state === 'needs-approval') {
        asked.push(account.reason?.key);
        await approve(rollout, branch, account.planId ?? '');
      }
      expect([account?.state, asked]).toEqual(['healthy', expect.anything()]);
    });
    expect(asked.filter((key) => key === 'rollouts.planned-by-people')).toHaveLength(1);
    expect(await colour(branch)).toBe('#c1e0ff');
  });

  it('keeps the plan to roll it back that they have approved and not begun', async () => {
    const branch = await branchAt(releases.first);
    const rollout = await begunHalf(branch);
    const { id: planId, checksum } = await sync.plan(branch, releases.first, { prune: true });
    await sync.hub.ask('sync.plans.approve', { planId, checksum, forcedBy: 'Тест', by: 'Анна' });
    await rollouts.untilAccounts(rollout, [branch], 'needs-approval');
    expect(await sync.hub.ask('sync.plans.show', { planId })).toMatchObject({ state: 'approved' });
    await sync.hub.ask('sync.plans.apply', { planId });
    expect(await sync.ended(planId)).toMatchObject({ state: 'applied' });
  });

  it('is not pushed unasked after they have approved another release there, also one without a call', async () => {
    const [canary, branch] = [await branchAt(releases.first), await branchAt(releases.first)];
    const fault = await hold(canary, { method: 'PATCH', pathRegExp: '/statuses/' });
    const options = { prune: true, canaryIds: [canary.accountId] };
    const rollout = await rollouts.begin(releases.next, [canary, branch], options);
    await sync.paused(fault);
    const { id: planId, checksum } = await sync.plan(branch, releases.first, { prune: true });
    expect(await sync.hub.ask('sync.plans.approve', { planId, checksum, by: 'Анна' })).toMatchObject({
      callsPlanned: 0,
    });
    await letGo(fault);
    await rollouts.untilAccounts(rollout, [canary, branch], 'healthy', 'needs-approval');
    expect(await colour(branch)).toBe('#d6eaff');
    expect(await sync.hub.ask('sync.plans.show', { planId })).toMatchObject({ state: 'approved' });

    const [asked] = (await rollouts.accounts(rollout)).slice(1);
    const again = await sync.plan(branch, releases.first, { prune: true });
    const approval = () => approve(rollout, branch, asked!.planId!);
    expect(await overtaken(rollout, approval, () => sync.begin(again))).toBe('rollouts.not-shown');
    await rollouts.untilAccounts(rollout, [canary, branch], 'healthy', 'needs-approval');
    expect(await colour(branch)).toBe('#d6eaff');
  });

  it('is not pushed by an approval of what was shown before they approved another release there', async () => {
    const branch = await branchAt(releases.first);
    const rollout = await rollouts.in(
      await rollouts.make(releases.next, [branch], { prune: true }),
      'approval',
    );
    const stays = await sync.plan(branch, releases.first, { prune: true });
    const approval = () => rollouts.approve(rollout, { forcedBy: 'Тест' });
    expect(await overtaken(rollout, approval, () => sync.begin(stays))).toBe('rollouts.not-shown');
    const shown = await eventually(async () => {
      const [account] = await rollouts.accounts(rollout);
      expect(account).toMatchObject({ state: 'planned', planId: expect.anything() });
      const plan = await sync.hub.ask('sync.plans.show', { planId: account!.planId! });
      expect(plan.state).toBe('planned');
      return rollouts.in(rollout, 'approval');
    });
    await rollouts.approve(shown, { forcedBy: 'Тест' });
    await rollouts.in(rollout, 'done');
    expect(await colour(branch)).toBe('#c1e0ff');
  });

  it('keeps its plan where they approve one object of another release that is as it should be', async () => {
    const [canary, branch] = [await branchAt(releases.first), await branchAt(releases.first)];
    const fault = await hold(canary, { method: 'PATCH', pathRegExp: '/statuses/' });
    const options = { prune: true, canaryIds: [canary.accountId] };
    const rollout = await rollouts.begin(releases.next, [canary, branch], options);
    await sync.paused(fault);
    const only = [{ kind: 'tag', key: 'leads/Проба' }];
    const { id: planId, checksum } = await sync.plan(branch, releases.first, { only });
    expect(await sync.hub.ask('sync.plans.approve', { planId, checksum, by: 'Анна' })).toMatchObject({
      callsPlanned: 0,
    });
    await letGo(fault);
    await rollouts.untilAccounts(rollout, [canary, branch], 'healthy', 'healthy');
    expect(await colour(branch)).toBe('#c1e0ff');
  });

  it('goes on by itself where they have applied the same release', async () => {
    const branch = await branchAt(releases.first);
    const rollout = await begunHalf(branch);
    expect(await sync.apply(await sync.plan(branch, releases.next, { prune: true }))).toMatchObject({
      state: 'applied',
    });
    await rollouts.untilAccounts(rollout, [branch], 'healthy');
  });

  it('gets nothing again unasked that a later plan of the rollout made and that they have deleted', async () => {
    const branch = await branchAt(releases.first);
    const rollout = await rollouts.in(
      await rollouts.make(releases.more, [branch], { prune: true }),
      'approval',
    );
    // The approved plan becomes stale before it begins, and its successor does less.
    await branch.api('PATCH', await pathOf(branch, 'Первый'), { color: '#c1e0ff' });
    const fault = await hold(branch, { method: 'POST', path: '/api/v4/leads/pipelines' });
    await rollouts.approve(rollout, { forcedBy: 'Тест' });
    await sync.paused(fault);
    await branch.api('DELETE', await pathOf(branch, 'Новая'));
    const { accountId } = branch;
    const endsAt = new Date(Date.now() + 86_400_000).toISOString();
    const tag = { accountId, kind: 'tag', key: 'leads/Проба', attributes: [], releaseId: releases.first };
    await sync.hub.ask('sync.exceptions.save', { ...tag, reason: 'Своя', endsAt, by: 'Анна' });
    await letGo(fault);
    await rollouts.untilAccounts(rollout, [branch], 'needs-approval');
    expect(await names(branch)).not.toContain('Новая');
  });
});
