import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@hub/testing';
import { Rollouts } from './rollout-fixture.js';
import { readRows, SyncFixture, type Branch } from './sync-fixture.js';

const text = (stages: string, step = '') => `blueprint: 1
name: Филиал
pipelines:
  - name: Заявки
    stages: [${stages}]
${step}`;
const step = `manual:
  - name: Цвета сделок
    text: Включите цвета сделок в настройках.
`;
const tag = `tags:
  leads: [Проба]
`;

let sync: SyncFixture;
let rollouts: Rollouts;
const releases = { first: '', withStep: '', withStage: '', withTag: '', withAll: '' };
beforeAll(async () => {
  sync = await SyncFixture.start();
  rollouts = new Rollouts(sync);
  releases.first = (await sync.importRelease(text('Новая, Договор'))).id;
  releases.withStep = (await sync.importRelease(text('Новая, Договор', step))).id;
  releases.withTag = (await sync.importRelease(text('Новая, Замер, Договор', tag))).id;
  releases.withAll = (await sync.importRelease(text('Новая, Замер, Договор', tag + step))).id;
  releases.withStage = (await sync.importRelease(text('Новая, Замер, Договор'))).id;
});
afterAll(() => sync.close());

async function branchAt(releaseId: string): Promise<Branch> {
  const branch = await sync.branch();
  expect(await sync.apply(await sync.plan(branch, releaseId))).toMatchObject({ state: 'applied' });
  return branch;
}
const stepsOf = async ({ accountId }: Branch) =>
  (await sync.hub.ask('sync.checklist.list', { accountId })).items.map(({ key }) => key);
async function stagePath(branch: Branch, name: string): Promise<string> {
  return [...(await readRows(branch))].find((row) => row[1].name === name)![0];
}
/** Asks for a reading, waits for it and gives the keys of what differs. */
async function drifted({ accountId }: Branch): Promise<string[]> {
  const show = () => sync.hub.ask('sync.drift.show', { accountId });
  const { readAt } = await show();
  await sync.hub.ask('sync.drift.ask', { accountId });
  await eventually(async () => {
    if ((await show()).readAt === readAt) throw new Error('not read yet');
  });
  return (await sync.hub.ask('sync.drift.list', { accountId })).items.map(({ key }) => key);
}

describe('an account that needs no change', () => {
  it('is at the release after a rollout: new steps for people are in its checklist', async () => {
    const branch = await branchAt(releases.first);
    const mark = sync.lastCall;
    const rollout = await rollouts.begin(releases.withStep, [branch], { gateMinutes: 30 });
    await rollouts.in(rollout, 'done');
    expect(await rollouts.accounts(rollout)).toMatchObject([
      { state: 'healthy', reason: { key: 'rollouts.nothing-to-do' } },
    ]);
    expect(sync.calls(branch, mark).filter((call) => !call.startsWith('GET '))).toEqual([]);
    expect(await stepsOf(branch)).toEqual(['Цвета сделок']);
  });

  it('proves nothing as a canary: the first account with changes joins it', async () => {
    const branches = [await branchAt(releases.withStage), await branchAt(releases.first)];
    const rollout = await rollouts.in(
      await rollouts.make(releases.withStage, [...branches, await sync.branch()], { waveSizes: [2] }),
      'approval',
    );
    expect(rollout).toMatchObject({ waves: 2 });
    const [canary, joined, other] = await rollouts.accounts(rollout);
    expect([canary, joined, other].map((account) => account!.wave)).toEqual([1, 1, 2]);
    expect(joined).toMatchObject({ state: 'planned', reason: { key: 'rollouts.joins-canary' } });
    await sync.hub.ask('sync.rollouts.stop', { rolloutId: rollout.rolloutId, by: 'Анна' });
  });

  it('is at the earlier release after a rollback that leaves what the newer one brought', async () => {
    const branch = await branchAt(releases.withStage);
    await rollouts.in(await rollouts.begin(releases.first, [branch]), 'done');
    await branch.api('DELETE', await stagePath(branch, 'Замер'));
    expect(await drifted(branch)).toEqual([]);
  });

  it('stays at it when a plan to another release, begun before, is cancelled afterwards', async () => {
    const branch = await branchAt(releases.first);
    const { subdomain } = branch;
    const hold = { kind: 'hold', count: 1, subdomain, method: 'POST', pathRegExp: '/statuses$' };
    const { id } = (await sync.sandbox.control('POST', 'faults', hold)).body as { id: string };
    const { id: planId, ...newer } = await sync.plan(branch, releases.withTag);
    await sync.begin({ id: planId, ...newer });
    await sync.paused(id);
    await sync.hub.ask('sync.plans.pause', { planId });
    await sync.sandbox.control('DELETE', `faults/${id}`);
    expect(await sync.ended(planId)).toMatchObject({ state: 'paused' });

    expect(await sync.apply(await sync.plan(branch, releases.first))).toMatchObject({ state: 'applied' });
    await sync.hub.ask('sync.plans.cancel', { planId });
    await branch.api('DELETE', await stagePath(branch, 'Замер'));
    expect(await drifted(branch)).toEqual([]);
  });

  it('stays at it when a plan to another release is cancelled before its first call', async () => {
    const branch = await branchAt(releases.first);
    const { subdomain } = branch;
    const plan = await sync.plan(branch, releases.withAll);
    const hold = { kind: 'hold', count: 1, subdomain, method: 'GET' };
    const { id } = (await sync.sandbox.control('POST', 'faults', hold)).body as { id: string };
    const mark = sync.lastCall;
    await sync.begin(plan);
    await sync.paused(id);
    await sync.hub.ask('sync.plans.cancel', { planId: plan.id });
    await sync.sandbox.control('DELETE', `faults/${id}`);
    expect(await sync.ended(plan.id)).toMatchObject({ state: 'cancelled' });
    expect(sync.calls(branch, mark).filter((call) => !call.startsWith('GET '))).toEqual([]);
    expect(await stepsOf(branch)).toEqual([]);
  });

  it('allows exceptions for what that release has', async () => {
    const branch = await branchAt(releases.first);
    await sync.apply(await sync.plan(branch, releases.withStep));
    const endsAt = new Date(Date.now() + 86_400_000).toISOString();
    const about = { accountId: branch.accountId, kind: 'manual', key: 'Цвета сделок', endsAt };
    await sync.hub.ask('sync.exceptions.save', { ...about, reason: 'Свои цвета', by: 'Анна' });
    expect(await stepsOf(branch)).toEqual([]);
  });

  it('is read again when its wave begins long after its plan, and planned anew when it changed', async () => {
    const branch = await branchAt(releases.first);
    const rollout = await rollouts.in(await rollouts.make(releases.withStep, [branch]), 'approval');
    const { accountId } = branch;
    await sync.hub.source.query(
      `UPDATE sync.plan_run SET made_at = made_at - interval '1 hour' WHERE account_id = $1 AND state = 'planned'`,
      [accountId],
    );
    await branch.api('PATCH', await stagePath(branch, 'Договор'), { name: 'Контракт' });
    await rollouts.approve(rollout);
    await rollouts.untilAccounts(rollout, [branch], 'needs-approval');
    const plans = await sync.hub.ask('sync.plans.list', { accountId, releaseId: releases.withStep });
    expect(plans.items.map(({ state }) => state).sort()).toEqual(['planned', 'stale']);
    expect(await stepsOf(branch)).toEqual([]);
  });
});
