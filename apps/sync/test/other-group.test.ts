import { randomUUID } from 'node:crypto';
import { AccountRepository, AlarmRepository, ReferenceGroupRepository } from '@hub/accounts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ExceptionEnds } from '../src/exception/exception-ends.js';
import { Rollouts } from './rollout-fixture.js';
import { readRows, SyncFixture, type Branch } from './sync-fixture.js';

const text = `blueprint: 1
name: Марка А
pipelines:
  - name: Заявки
    stages: [Новая, Договор]
tags:
  leads: [VIP, Дилер]
`;
const left = 'the account is in another group now';

let sync: SyncFixture;
let rollouts: Rollouts;
let releaseId: string;
const otherGroup = randomUUID();
beforeAll(async () => {
  sync = await SyncFixture.start();
  rollouts = new Rollouts(sync);
  releaseId = (await sync.importRelease(text)).id;
  await sync.hub.source.transaction((tx) =>
    sync.hub.app
      .get(ReferenceGroupRepository)
      .add(tx, { id: otherGroup, name: 'Марка Б', createdAt: new Date() }),
  );
});
afterAll(() => sync.close());

const moveToOtherGroup = ({ accountId }: Branch, groupId: string | null = otherGroup) =>
  sync.hub.source.transaction((tx) => sync.hub.app.get(AccountRepository).update(tx, accountId, { groupId }));
const writesOf = (branch: Branch, since: number) =>
  sync.calls(branch, since).filter((call) => !call.startsWith('GET '));

describe('an account that goes to another group', () => {
  it('gets nothing of a plan that was approved before: it is stale, and says why', async () => {
    const branch = await sync.branch();
    const plan = await sync.plan(branch, releaseId);
    const { id: planId, checksum } = plan;
    await sync.hub.ask('sync.plans.approve', { planId, checksum, by: 'Анна' });
    await moveToOtherGroup(branch);
    const before = await readRows(branch);
    await sync.hub.ask('sync.plans.apply', { planId });
    const ended = await sync.ended(planId);
    expect(ended).toMatchObject({ state: 'stale' });
    expect(ended.reason).toContain(left);
    expect(await readRows(branch)).toEqual(before);
  });

  it('gets nothing more of a plan that is being carried out', async () => {
    const branch = await sync.branch();
    const plan = await sync.plan(branch, releaseId);
    const fault = {
      kind: 'hold',
      subdomain: branch.subdomain,
      method: 'POST',
      path: '/api/v4/*',
      nth: 1,
    };
    const { body } = await sync.sandbox.control('POST', 'faults', { ...fault, when: 'after' });
    const { id } = body as { id: string };
    await sync.begin(plan);
    await sync.paused(id);
    await moveToOtherGroup(branch);
    await sync.sandbox.control('DELETE', `faults/${id}`);
    const mark = sync.lastCall;
    expect(await sync.ended(plan.id)).toMatchObject({ state: 'stale' });
    expect(writesOf(branch, mark)).toEqual([]);
  });

  it('gets nothing of a rollout whose wave comes later, and fails there with the reason', async () => {
    const [canary, moved] = [await sync.branch(), await sync.branch()];
    const fault = {
      kind: 'hold',
      subdomain: canary.subdomain,
      method: 'POST',
      path: '/api/v4/leads/pipelines',
    };
    const { body } = await sync.sandbox.control('POST', 'faults', { ...fault, when: 'after' });
    const { id } = body as { id: string };
    const rollout = await rollouts.begin(releaseId, [canary, moved], { waveSizes: [1] });
    await sync.paused(id);
    await moveToOtherGroup(moved);
    const mark = sync.lastCall;
    await sync.sandbox.control('DELETE', `faults/${id}`);
    await rollouts.untilAccounts(rollout, [canary, moved], 'healthy', 'failed');
    expect(writesOf(moved, mark)).toEqual([]);
    expect((await rollouts.accounts(rollout))[1]).toMatchObject({
      reason: { key: 'rollouts.plan-failed', facts: { failure: { key: 'problems.release-of-other-group' } } },
    });
    await rollouts.in(rollout, 'paused');
  });
});

describe('what one group allows an account', () => {
  const endsAt = new Date(Date.now() + 86_400_000).toISOString();
  let branch: Branch;
  let otherId: string;
  beforeAll(async () => {
    branch = await sync.branch();
    otherId = (await sync.hub.ask('sync.blueprints.import', { text, groupId: otherGroup })).id;
    await sync.apply(await sync.plan(branch, releaseId));
    const [path] = [...(await readRows(branch))].find((row) => row[1].name === 'Договор')!;
    await branch.api('PATCH', path, { name: 'Контракт' });
  });
  const allow = (more: object = {}) =>
    sync.hub.ask('sync.exceptions.save', {
      ...{ accountId: branch.accountId, kind: 'stage', key: 'Заявки/Договор', attributes: ['name'] },
      ...{ reason: 'Свой договор', endsAt, by: 'Анна', ...more },
    });
  const list = async () =>
    (await sync.hub.ask('sync.exceptions.list', { accountId: branch.accountId })).items;
  const openAlarms = async () => {
    const filter = { state: 'open', kind: 'exception-expired' } as const;
    const open = await sync.hub.app.get(AlarmRepository).list(filter, null, 100);
    return open.map(({ subject }) => subject);
  };

  it('counts in no plan of another group, and again when the account comes back', async () => {
    const own = await allow();
    expect(own).toMatchObject({ groupId: null, state: 'in-force' });
    expect(await sync.plan(branch, releaseId)).toMatchObject({ isEmpty: true });
    await moveToOtherGroup(branch);
    const plan = await sync.plan(branch, otherId);
    expect(plan.counts).toMatchObject({ update: 1 });
    expect(plan.text).not.toContain('Свой договор');
    expect(await list()).toMatchObject([{ id: own.id, state: 'other-group' }]);
    await expect(allow({ releaseId })).rejects.toMatchObject({
      body: { status: 422, detail: { key: 'problems.release-of-other-group' } },
    });
    const other = await allow({ releaseId: otherId, reason: 'Марка Б' });
    expect(other).toMatchObject({ groupId: otherGroup, state: 'in-force' });
    expect((await sync.plan(branch, otherId)).text).toContain('Марка Б');
    await moveToOtherGroup(branch, null);
    const back = await sync.plan(branch, releaseId);
    expect(back).toMatchObject({ isEmpty: true });
    expect(back.text).not.toContain('Марка Б');
  });

  it('raises its alarm only while the account is in that group', async () => {
    const ends = sync.hub.app.get(ExceptionEnds);
    const after = new Date(Date.parse(endsAt) + 1000);
    const all = await list();
    const idOf = (groupId: string | null) => all.find((one) => one.groupId === groupId)!.id;
    const [ownId, otherId] = [idOf(null), idOf(otherGroup)];
    await ends.tick(after);
    expect(await openAlarms()).toEqual([ownId]);
    await moveToOtherGroup(branch);
    await ends.tick(after);
    expect(await openAlarms()).toEqual([otherId]);
    await moveToOtherGroup(branch, null);
    await ends.tick(after);
    expect(await openAlarms()).toEqual([ownId]);
  });
});
