import { message } from '@hub/messages';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SyncFixture, type Branch } from './sync-fixture.js';

const release = `blueprint: 1
name: Проба
lossReasons: [Дорого]
pipelines:
  - name: Воронка
    won: Оплачено
    stages: [Первый]
fields:
  leads:
    - { name: Источник, type: text, code: PROBE }
tags:
  leads: [Проба]
`;

const lossReasons = '^/api/v4/leads/loss_reasons';

/** What amoCRM's pages promise for nobody (sheets 3.4 and 5.1) must not keep the rest of a release out of a branch. */
describe('an account that refuses what amoCRM does not promise', () => {
  let sync: SyncFixture;
  let releaseId: string;

  beforeAll(async () => {
    sync = await SyncFixture.start();
    releaseId = (await sync.importRelease(release)).id;
  });
  afterAll(() => sync.close());

  async function fault(given: object): Promise<string> {
    const made = await sync.sandbox.control('POST', 'faults', given);
    expect(made.status).toBe(201);
    return (made.body as { id: string }).id;
  }

  const refuse = (
    { subdomain }: Branch,
    status: number,
    at: { method?: string; path: string; nth?: number },
  ) =>
    fault({
      subdomain,
      kind: 'status',
      count: null,
      status,
      body: { title: 'No', status, detail: 'Not here' },
      method: at.method,
      pathRegExp: at.path,
      nth: at.nth ?? 1,
    });

  const letGo = (id: string) => sync.sandbox.control('POST', `faults/${id}/release`, {});

  async function changes(planId: string): Promise<string[]> {
    const { items } = await sync.hub.ask('sync.plans.changes', { planId, limit: 100 });
    return items.map(({ action, kind, name, result }) => `${action} ${kind} ${name} ${result ?? '-'}`);
  }

  it('gets everything else, and the plan names what is left to do by hand', async () => {
    const branch = await sync.branch();
    await refuse(branch, 405, { method: 'POST', path: lossReasons });
    await refuse(branch, 400, { method: 'PATCH', path: '/statuses/142' });
    const plan = await sync.plan(branch, releaseId);
    const ended = await sync.apply(plan);
    expect(ended.state).toBe('failed');
    expect(ended.reason).toMatch(
      /^applied and read back but for .*Loss reason "Дорого", Stage "Воронка\/~won"/,
    );
    const results = await changes(plan.id);
    expect(results.filter((line) => line.endsWith('refused')).sort()).toEqual([
      'create loss-reason Дорого refused',
      'update stage Оплачено refused',
    ]);
    expect(results.filter((line) => !/ (done|refused)$/.test(line))).toEqual([]);
    const again = await sync.plan(branch, releaseId);
    expect((await changes(again.id)).sort()).toEqual([
      'create loss-reason Дорого waiting',
      'update stage Оплачено waiting',
    ]);
  });

  it('gets its list of loss reasons as a step for a person where even reading them is refused', async () => {
    const branch = await sync.branch();
    await refuse(branch, 404, { path: lossReasons });
    const plan = await sync.plan(branch, releaseId);
    expect(plan.text).toContain('«Дорого»');
    expect(await changes(plan.id)).toContain('manual manual Причины отказа -');
    expect(await sync.apply(plan)).toMatchObject({ state: 'applied' });
    expect(await sync.plan(branch, releaseId)).toMatchObject({ isEmpty: true, counts: { manual: 1 } });
    const { accountId } = branch;
    const loss = { accountId, planId: plan.id, kind: 'loss-reason', key: 'Дорого', branchId: '5' };
    const refused = {
      body: { status: 409, detail: message('problems.not-readable', { kinds: ['loss-reason'] }) },
    };
    await expect(sync.hub.ask('sync.ledger.readopt', loss)).rejects.toMatchObject(refused);
    const unknown = { planId: plan.id, kind: 'manual', key: 'Нет такого', by: 'test' };
    await expect(sync.hub.ask('sync.plans.confirm', unknown)).rejects.toMatchObject({
      body: { status: 404, detail: { key: 'problems.no-such-step' } },
    });
    await sync.hub.ask('sync.plans.confirm', { planId: plan.id, key: '~loss-reason', by: 'test' });
    expect(await sync.plan(branch, releaseId)).toMatchObject({ counts: { manual: 0 } });
  });

  it('is told of the reasons that the release dropped', async () => {
    const branch = await sync.branch();
    await sync.apply(await sync.plan(branch, releaseId));
    await refuse(branch, 404, { path: lossReasons });
    const without = await sync.importRelease(release.replace('lossReasons: [Дорого]\n', ''));
    const plan = await sync.plan(branch, without.id, { prune: true });
    expect(plan.leftovers).toMatchObject([{ kind: 'loss-reason', name: 'Дорого' }]);
    expect(plan.text).toContain('Причина отказа «Дорого»');
  });

  it('keeps as its own what a lost call made, although nobody could look for it at the next attempt', async () => {
    const branch = await sync.branch();
    const plan = await sync.plan(branch, releaseId);
    const { subdomain } = branch;
    const path = '/api/v4/leads/loss_reasons';
    await fault({ subdomain, kind: 'lost-answer', count: 1, method: 'POST', path });
    // The first attempt reads the list before it makes the call.
    const unreadable = await refuse(branch, 404, { method: 'GET', path: lossReasons, nth: 2 });
    await sync.begin(plan);
    await sync.ended(plan.id);
    await sync.sandbox.control('DELETE', `faults/${unreadable}`);
    expect(await sync.apply(await sync.plan(branch, releaseId))).toMatchObject({ state: 'applied' });
    const { items } = await sync.hub.ask('sync.ledger.list', { accountId: branch.accountId, limit: 100 });
    const origins = items.filter(({ kind }) => kind === 'loss-reason').map(({ origin }) => origin);
    expect(origins).toEqual(['created']);
  });

  it('is applied where the list cannot be read back', async () => {
    const branch = await sync.branch();
    const plan = await sync.plan(branch, releaseId);
    const { subdomain } = branch;
    const path = '/api/v4/leads/loss_reasons';
    const call = await fault({ subdomain, kind: 'hold', count: 1, method: 'POST', path });
    await sync.begin(plan);
    await sync.paused(call);
    await refuse(branch, 403, { method: 'GET', path: lossReasons });
    await letGo(call);
    const reason = 'applied and read back, but the account does not let the hub read back: Loss reasons';
    expect(await sync.ended(plan.id)).toMatchObject({ state: 'applied', reason });
  });

  it('has nothing left to do by hand where a loss reason that shall go is gone already', async () => {
    const branch = await sync.branch();
    await sync.apply(await sync.plan(branch, releaseId));
    const without = await sync.importRelease(release.replace('lossReasons: [Дорого]\n', ''));
    const plan = await sync.plan(branch, without.id, { prune: true });
    const { subdomain } = branch;
    const call = await fault({
      subdomain,
      kind: 'hold',
      count: 1,
      method: 'DELETE',
      pathRegExp: lossReasons,
      when: 'before',
    });
    await sync.begin(plan);
    await sync.paused(call);
    const [reason] = (await sync.hub.ask('sync.plans.changes', { planId: plan.id, limit: 100 })).items;
    const id = reason?.branchId ?? '';
    expect((await branch.api('DELETE', `/api/v4/leads/loss_reasons/${id}`)).status).toBe(204);
    await letGo(call);
    expect(await sync.ended(plan.id)).toMatchObject({ state: 'applied' });
    expect(await changes(plan.id)).toEqual(['delete loss-reason Дорого done']);
  });

  it('is a reference all the same, of a release that leaves the list alone elsewhere', async () => {
    const branch = await sync.branch();
    await sync.apply(await sync.plan(branch, releaseId));
    const reference = await sync.branch(['reference']);
    await refuse(reference, 404, { path: lossReasons });
    const { accountId } = reference;
    const made = await sync.hub.ask('sync.releases.make', { accountId });
    const plan = await sync.plan(branch, made.id, { prune: true });
    expect(await changes(plan.id)).toContain('manual manual Причины отказа -');
    expect((await changes(plan.id)).filter((line) => line.includes('loss-reason'))).toEqual([]);
    expect(plan.leftovers).toMatchObject([{ kind: 'loss-reason', name: 'Дорого' }]);
    const refused = {
      body: { status: 409, detail: message('problems.not-readable', { kinds: ['loss-reason'] }) },
    };
    await expect(sync.hub.ask('sync.blueprints.export', { accountId })).rejects.toMatchObject(refused);
    const ofRelease = sync.hub.ask('sync.blueprints.export', { releaseId: made.id });
    await expect(ofRelease).rejects.toMatchObject(refused);
  });
});
