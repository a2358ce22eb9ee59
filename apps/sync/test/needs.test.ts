import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { AccountRepository, ReferenceGroupRepository } from '@hub/accounts';
import { franchise, SyncFixture } from './sync-fixture.js';

let sync: SyncFixture;
beforeAll(async () => {
  sync = await SyncFixture.start();
});
afterAll(() => sync.close());

it('says what the newest release for an account needs there, and what the ledger knows already', async () => {
  const branch = await sync.branch();
  const needs = () => sync.hub.ask('sync.releases.needs', { accountId: branch.accountId });
  expect(await needs()).toEqual({ release: null, pipelines: [], fields: [] });
  await expect(sync.hub.ask('sync.releases.needs', { accountId: randomUUID() })).rejects.toThrow(
    'no such account',
  );

  const { id, number } = await sync.importRelease(franchise);
  const before = await needs();
  expect(before.release).toMatchObject({ id, number });
  expect(before.pipelines).toHaveLength(3);
  for (const pipeline of before.pipelines)
    expect(pipeline).toMatchObject({ branchId: null, stages: pipeline.newStages.length + 3 });
  expect(before.fields.every(({ branchId }) => branchId === null)).toBe(true);
  expect(before.fields).toContainEqual(expect.objectContaining({ entity: 'leads', code: 'HUB_TRANSFER_ID' }));

  await sync.apply(await sync.plan(branch, id));
  const after = await needs();
  expect(
    after.pipelines.every(({ branchId, newStages }) => branchId !== null && newStages.length === 0),
  ).toBe(true);
  expect(after.fields.every(({ branchId }) => branchId !== null)).toBe(true);
});

it('takes the releases of the account’s group, and no other', async () => {
  const [accounts, groups] = [
    sync.hub.app.get(AccountRepository),
    sync.hub.app.get(ReferenceGroupRepository),
  ];
  const { manager } = sync.hub.source;
  const [kitchens, wardrobes] = ['кухни', 'шкафы'].map((name) => ({
    id: randomUUID(),
    name,
    createdAt: new Date(),
  }));
  for (const group of [kitchens!, wardrobes!]) await groups.add(manager, group);
  const [reference, own, other] = [
    await sync.branch(['reference']),
    await sync.branch(),
    await sync.branch(),
  ];
  for (const [{ accountId }, { id: groupId }] of [
    [reference, kitchens!],
    [own, kitchens!],
    [other, wardrobes!],
  ] as const)
    await accounts.update(manager, accountId, { groupId });
  const release = await sync.hub.ask('sync.releases.make', { accountId: reference.accountId });
  expect(release).toMatchObject({ groupId: kitchens!.id });
  const needed = async (accountId: string) => {
    const { release: found } = await sync.hub.ask('sync.releases.needs', { accountId });
    return found?.id ?? null;
  };
  expect(await needed(own.accountId)).toBe(release.id);
  expect(await needed(other.accountId)).toBeNull();
  await expect(sync.plan(other, release.id)).rejects.toThrow(/another reference group|другой группе/);
  expect(await sync.plan(own, release.id)).toMatchObject({ releaseId: release.id });

  const blueprint = { text: franchise, groupId: wardrobes!.id };
  const written = await sync.hub.ask('sync.blueprints.import', blueprint);
  expect(await needed(other.accountId)).toBe(written.id);
  const listed = await sync.hub.ask('sync.releases.list', { groupId: wardrobes!.id });
  expect(listed.items.map(({ id }) => id)).toEqual([written.id]);
  const unknown = sync.hub.ask('sync.blueprints.import', { ...blueprint, groupId: randomUUID() });
  await expect(unknown).rejects.toMatchObject({ body: { status: 422, errors: [{ path: 'groupId' }] } });
});
