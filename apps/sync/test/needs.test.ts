import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { AccountRepository } from '@hub/accounts';
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

it('takes the releases of the reference group, and no other', async () => {
  const accounts = sync.hub.app.get(AccountRepository);
  const [reference, own, other] = [
    await sync.branch(['reference']),
    await sync.branch(),
    await sync.branch(),
  ];
  const group = (accountId: string, groups: string[]) =>
    accounts.update(sync.hub.source.manager, accountId, { groups });
  await group(reference.accountId, ['кухни']);
  await group(own.accountId, ['шкафы', 'кухни']);
  await group(other.accountId, ['шкафы']);
  const release = await sync.hub.ask('sync.releases.make', { accountId: reference.accountId });
  const needed = async (accountId: string) => {
    const { release: found } = await sync.hub.ask('sync.releases.needs', { accountId });
    return found?.id;
  };
  expect(await needed(own.accountId)).toBe(release.id);
  expect(await needed(other.accountId)).not.toBe(release.id);
});
