import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccountRepository, ReferenceGroupRepository } from '@hub/accounts';
import type { DryPlanView } from '@hub/contracts';
import { say } from '@hub/messages';
import { eventually } from '@hub/testing';
import { franchise, SyncFixture, type Branch } from './sync-fixture.js';
import { UsesStub } from './uses-stub.js';

let sync: SyncFixture;
beforeAll(async () => {
  sync = await SyncFixture.start();
});
afterAll(() => sync.close());

const show = ({ accountId }: Branch) => sync.hub.ask('sync.dry-plans.show', { accountId });
const ask = ({ accountId }: Branch) => sync.hub.ask('sync.dry-plans.ask', { accountId });
const check = ({ checks }: DryPlanView, name: string) => checks.find((one) => one.check === name);

/** Asks and waits for what comes of it. */
async function made(branch: Branch): Promise<DryPlanView> {
  const before = (await show(branch)).madeAt;
  await ask(branch);
  return eventually(async () => {
    const view = await show(branch);
    if (view.madeAt === before) throw new Error('not made yet');
    return view;
  });
}

/** As if it had been asked for so much earlier. */
const age = ({ accountId }: Branch, minutes: number) =>
  sync.hub.source.query(
    `UPDATE sync.dry_plan SET asked_at = asked_at - make_interval(mins => $2) WHERE account_id = $1`,
    [accountId, minutes],
  );

describe('before there is one', () => {
  it('says the next step, makes no call, and knows no unknown account', async () => {
    const branch = await sync.branch();
    const mark = sync.lastCall;
    expect(check(await show(branch), 'release')?.text.key).toBe('preflight.release.none');
    // Asking for one then does not keep anybody from asking once there is a release.
    expect(await ask(branch)).toMatchObject({ isStarted: false, askedAt: null, nextAt: null });
    await sync.importRelease(franchise);
    const view = await show(branch);
    expect(view).toMatchObject({
      state: 'never',
      askedAt: null,
      madeAt: null,
      nextAt: null,
      release: null,
      counts: null,
    });
    expect(view.checks.map(({ text }) => text.key)).toEqual(['preflight.release.never']);
    expect(sync.calls(branch, mark)).toEqual([]);
    const unknown = { accountId: randomUUID() };
    await expect(sync.hub.ask('sync.dry-plans.show', unknown)).rejects.toThrow('no such account');
    await expect(sync.hub.ask('sync.dry-plans.ask', unknown)).rejects.toThrow('no such account');
  });
});

describe('a dry plan', () => {
  it('finds what a plan finds, with its calls, and leaves nothing that could be applied', async () => {
    const release = await sync.importRelease(franchise);
    const branch = await sync.branch();
    const fields = [{ name: 'Регион', type: 'date' }];
    await branch.api('POST', '/api/v4/leads/custom_fields', fields);
    let mark = sync.lastCall;
    const view = await made(branch);
    const calls = sync.calls(branch, mark);
    expect(calls.every((call) => call.startsWith('GET '))).toBe(true);
    expect(await sync.hub.ask('sync.plans.list', { accountId: branch.accountId })).toMatchObject({
      items: [],
    });

    mark = sync.lastCall;
    const { counts } = await sync.plan(branch, release.id);
    expect(calls.sort()).toEqual(sync.calls(branch, mark).sort());
    expect(view.counts).toEqual(counts);
    expect(view.release).toMatchObject({ id: release.id, number: release.number });
    expect(say(check(view, 'questions')!.text, 'ru')).toContain('Поле «Регион»');
    expect(check(view, 'release')?.verdict).toBe('ok');
  });

  it('is made at most once in ten minutes', async () => {
    const branch = await sync.branch();
    const { madeAt, nextAt, askedAt } = await made(branch);
    expect(Date.parse(nextAt!) - Date.parse(askedAt!)).toBe(600_000);
    const mark = sync.lastCall;
    await age(branch, 9);
    expect(await ask(branch)).toMatchObject({ madeAt, state: 'made', isStarted: false });
    await age(branch, 1);
    const { madeAt: again } = await made(branch);
    expect(Date.parse(again!)).toBeGreaterThan(Date.parse(madeAt!));
    const pipelines = sync.calls(branch, mark).filter((call) => call.endsWith('/pipelines'));
    expect(pipelines).toHaveLength(1);
  });

  it('is made of an account that is only observed, and of none that is not to be called', async () => {
    const { manager } = sync.hub.source;
    const accounts = sync.hub.app.get(AccountRepository);
    const observed = await sync.branch();
    await accounts.update(manager, observed.accountId, { mode: 'observe' });
    expect((await made(observed)).counts).toMatchObject({ create: expect.any(Number) });

    const suspended = await sync.branch();
    const event = { kind: 'suspended', reason: 'каникулы' } as const;
    await manager.transaction((tx) => accounts.recordEvent(tx, suspended.accountId, event, new Date()));
    const mark = sync.lastCall;
    await expect(ask(suspended)).rejects.toMatchObject({ body: { status: 409 } });
    expect(sync.calls(suspended, mark)).toEqual([]);
    expect(await show(suspended)).toMatchObject({ askedAt: null });
  });

  it('says why it could not be made, and keeps what the one before found', async () => {
    const branch = await sync.branch();
    const { madeAt } = await made(branch);
    await age(branch, 10);
    const path = '/api/v4/leads/pipelines';
    await sync.sandbox.control('POST', 'faults', {
      ...{ kind: 'status', status: 400, count: null, subdomain: branch.subdomain, path },
    });
    await ask(branch);
    const view = await eventually(async () => {
      const one = await show(branch);
      if (check(one, 'release')?.text.key !== 'preflight.release.failed') throw new Error('not failed yet');
      return one;
    });
    expect(view).toMatchObject({ madeAt });
    expect(check(view, 'room')?.verdict).toBe('ok');
  });

  it('says of a head office what its leads cannot cross with', async () => {
    const office = await sync.branch(['hq']);
    const own = { name: 'Размер', type: 'text' };
    const { body } = await office.api('POST', '/api/v4/leads/custom_fields', [own]);
    const id = `leads/${String(body._embedded.custom_fields[0].id)}`;
    UsesStub.uses.set(office.accountId, [{ kind: 'field', id, by: 'allowed-field', name: '' }]);
    const crossing = check(await made(office), 'crossing');
    expect(crossing).toMatchObject({ verdict: 'failure' });
    expect(say(crossing!.text, 'ru')).toContain('«Размер»');
  });
});

it('leads to the newest release of the account’s group, and to no other', async () => {
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
  expect((await made(own)).release?.id).toBe(release.id);
  expect(await ask(other)).toMatchObject({ isStarted: false, checks: [{ check: 'release' }] });
  await expect(sync.plan(other, release.id)).rejects.toThrow(/another reference group|другой группе/);

  const blueprint = { text: franchise, groupId: wardrobes!.id };
  const written = await sync.hub.ask('sync.blueprints.import', blueprint);
  expect((await made(other)).release?.id).toBe(written.id);
  // Who changes the group gets that group's release, which may be an older one.
  await accounts.update(manager, other.accountId, { groupId: kitchens!.id });
  expect(check(await show(other), 'release')).toMatchObject({
    text: { key: 'preflight.release.outdated', facts: { number: release.number } },
  });
  // A blueprint that somebody looks at is not what a group with a reference account is brought to.
  const imported = await sync.hub.ask('sync.blueprints.import', { text: franchise, groupId: kitchens!.id });
  expect([release, written, imported].map(({ isLatest }) => isLatest)).toEqual([true, true, false]);
  const ofKitchens = await sync.hub.ask('sync.releases.list', { groupId: kitchens!.id });
  expect(ofKitchens.items.map(({ id, isLatest }) => [id, isLatest])).toEqual([
    [imported.id, false],
    [release.id, true],
  ]);
  const listed = await sync.hub.ask('sync.releases.list', { groupId: wardrobes!.id });
  expect(listed.items.map(({ id }) => id)).toEqual([written.id]);
  const unknown = sync.hub.ask('sync.blueprints.import', { ...blueprint, groupId: randomUUID() });
  await expect(unknown).rejects.toMatchObject({ body: { status: 422, errors: [{ path: 'groupId' }] } });
});
