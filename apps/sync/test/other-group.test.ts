import { randomUUID } from 'node:crypto';
import { AccountRepository, ReferenceGroupRepository } from '@hub/accounts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
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

const moveToOtherGroup = ({ accountId }: Branch) =>
  sync.hub.source.transaction((tx) =>
    sync.hub.app.get(AccountRepository).update(tx, accountId, { groupId: otherGroup }),
  );
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
    await sync.held(id);
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
    await sync.held(id);
    await moveToOtherGroup(moved);
    const mark = sync.lastCall;
    await sync.sandbox.control('DELETE', `faults/${id}`);
    await rollouts.stand(rollout, [canary, moved], 'healthy', 'failed');
    expect(writesOf(moved, mark)).toEqual([]);
    expect((await rollouts.accounts(rollout))[1]).toMatchObject({
      reason: { key: 'rollouts.plan-failed', facts: { failure: { key: 'problems.release-of-other-group' } } },
    });
    await rollouts.in(rollout, 'paused');
  });
});
