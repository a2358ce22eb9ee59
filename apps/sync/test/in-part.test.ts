import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccountRepository, AlarmRepository } from '@hub/accounts';
import { PlanDrafter } from '../src/plan-run/plan-drafter.js';
import { PlanRunRepository } from '../src/plan-run/plan-run.repository.js';
import { SyncFixture, type Branch } from './sync-fixture.js';

const text = `blueprint: 1
name: Проба
pipelines:
  - name: Воронка
    stages: [Первый]
  - name: Сервис
    stages: [Заявка, Выезд]
tags:
  leads: [Проба]
`;
const without = text.replace('  - name: Сервис\n    stages: [Заявка, Выезд]\n', '');

let sync: SyncFixture;
const releases = { all: '', less: '' };

beforeAll(async () => {
  sync = await SyncFixture.start();
  releases.all = (await sync.importRelease(text)).id;
  releases.less = (await sync.importRelease(without)).id;
});
afterAll(() => sync.close());

async function alarmsOf({ accountId }: Branch): Promise<string[]> {
  const open = await sync.hub.app.get(AlarmRepository).list({ state: 'open' }, null, 100);
  return open.filter((alarm) => alarm.accountId === accountId).map(({ kind }) => kind);
}

async function makeTwins({ api }: Branch): Promise<void> {
  const twin = (sort: number) => ({
    ...{ name: 'Сервис', sort, is_main: false, is_unsorted_on: true },
    _embedded: { statuses: [{ name: 'Своя', sort: 1, color: '#fffeb2' }] },
  });
  await api('POST', '/api/v4/leads/pipelines', [twin(20), twin(30)]);
}

describe('a plan that cannot be carried out whole', () => {
  it('ends as applied in part, with the list of what is missing, until a later plan brings it', async () => {
    const branch = await sync.branch();
    await makeTwins(branch);
    const plan = await sync.plan(branch, releases.all);
    const missing = expect.arrayContaining([
      expect.objectContaining({
        kind: 'pipeline',
        key: 'Сервис',
        why: expect.objectContaining({ key: 'reasons.ambiguous-name' }) as unknown,
      }),
      expect.objectContaining({ kind: 'stage', key: 'Сервис/Заявка' }),
    ]) as unknown;
    expect(plan).toMatchObject({ isEmpty: false, isComplete: false, missing });

    const ended = await sync.apply(plan);
    expect(ended).toMatchObject({ state: 'applied-in-part', missing });
    expect(ended.reason).toContain('Сервис');
    expect(await alarmsOf(branch)).toEqual(['plan-applied-in-part']);

    const next = await sync.plan(branch, releases.all);
    expect(next).toMatchObject({ isEmpty: false, isComplete: false, counts: { create: 0, update: 0 } });

    const { body } = await branch.api('GET', '/api/v4/leads/pipelines');
    const twins = (body as { _embedded: { pipelines: { id: number; name: string }[] } })._embedded.pipelines;
    const twin = twins.find(({ name }) => name === 'Сервис');
    const { accountId } = branch;
    const answer = {
      accountId,
      planId: next.id,
      kind: 'pipeline',
      key: 'Сервис',
      branchId: String(twin?.id),
    };
    await sync.hub.ask('sync.ledger.readopt', answer);
    const whole = await sync.plan(branch, releases.all);
    expect(whole).toMatchObject({ isComplete: true, missing: [] });
    expect(await sync.apply(whole)).toMatchObject({ state: 'applied' });
    expect(await sync.plan(branch, releases.all)).toMatchObject({ isEmpty: true, isComplete: true });
    expect(await alarmsOf(branch)).toEqual([]);
  });

  it('raises an alarm when it fails or the account moved, and a plan that is applied clears it', async () => {
    const branch = await sync.branch();
    const { subdomain } = branch;
    const fault = { kind: 'status', status: 400, subdomain, method: 'POST', path: '/api/v4/leads/tags' };
    await sync.sandbox.control('POST', 'faults', fault);
    expect(await sync.apply(await sync.plan(branch, releases.all))).toMatchObject({ state: 'failed' });
    expect(await alarmsOf(branch)).toEqual(['plan-failed']);

    const moved = await sync.plan(branch, releases.all);
    await branch.api('POST', '/api/v4/leads/tags', [{ name: 'Проба' }]);
    expect(await sync.apply(moved)).toMatchObject({ state: 'stale' });
    expect((await alarmsOf(branch)).sort()).toEqual(['plan-failed', 'plan-stale']);

    expect(await sync.apply(await sync.plan(branch, releases.all))).toMatchObject({ state: 'applied' });
    expect(await alarmsOf(branch)).toEqual([]);
  });

  it('has its alarm cleared by a plan of the same objects, and by one that finds nothing left to do', async () => {
    const branch = await sync.branch();
    await sync.apply(await sync.plan(branch, releases.all));
    const refuseOnce = { kind: 'status', status: 400, subdomain: branch.subdomain, method: 'POST' };
    const fail = async (releaseId: string, more: object = {}) => {
      await sync.sandbox.control('POST', 'faults', { ...refuseOnce, path: '/api/v4/leads/tags' });
      expect(await sync.apply(await sync.plan(branch, releaseId, more))).toMatchObject({ state: 'failed' });
      expect(await alarmsOf(branch)).toEqual(['plan-failed']);
    };
    const second = await sync.importRelease(text.replace('[Проба]', '[Проба, Вторая]'));
    const only = [{ kind: 'tag', key: 'leads/Вторая' }];
    await fail(second.id, { only });
    expect(await sync.apply(await sync.plan(branch, second.id, { only }))).toMatchObject({
      state: 'applied',
    });
    expect(await alarmsOf(branch)).toEqual([]);

    const third = await sync.importRelease(text.replace('[Проба]', '[Проба, Вторая, Третья]'));
    await fail(third.id);
    expect(await sync.plan(branch, second.id)).toMatchObject({ isEmpty: true });
    expect(await alarmsOf(branch)).toEqual([]);
  });

  it('is not kept when its account was removed while it was made', async () => {
    const { accountId } = await sync.branch();
    const { source, app } = sync.hub;
    const [drafter, runs] = [app.get(PlanDrafter), app.get(PlanRunRepository)];
    const asked = { accountId, releaseId: releases.all, options: { prune: false, migrationTargets: {} } };
    const run = await drafter.draftAndCount(asked, { correlationId: 'removed' });
    const event = { kind: 'removed', reason: 'Договор закончился' } as const;
    await source.transaction((tx) =>
      app.get(AccountRepository).recordEvent(tx, accountId, event, new Date()),
    );
    await expect(source.transaction((tx) => runs.keep(tx, run))).rejects.toThrow('was removed');
  });

  it('is approved only by who has read it, and does not give its checksum away', async () => {
    const branch = await sync.branch();
    const plan = await sync.plan(branch, releases.all);
    const wrong = { planId: plan.id, checksum: 'a'.repeat(64), by: 'test' };
    const refused: unknown = await sync.hub.ask('sync.plans.approve', wrong).catch((error: unknown) => error);
    expect(refused).toMatchObject({ body: { status: 409, errors: [{ path: 'checksum' }] } });
    expect(JSON.stringify((refused as { body: unknown }).body)).not.toContain(plan.checksum);
  });

  it('names what stays of an older release, with what is in it', async () => {
    const branch = await sync.branch();
    await sync.apply(await sync.plan(branch, releases.all));
    const plan = await sync.plan(branch, releases.less);
    expect(plan).toMatchObject({ isEmpty: true, isComplete: true });
    expect(plan.text).toContain('Больше не в эталоне, остаётся: 1 (с вложенными 3)');
    expect(plan.text).toMatch(/Воронка «Сервис»: этапы Выезд, Заявка/);
  });
});

describe('a lasting difference', () => {
  const field = 'fields:\n  leads:\n    - { name: Вид, type: select, values: [А, Б] }\n';

  it('needs no force, and once it is recorded as an exception no plan brings it up', async () => {
    const branch = await sync.branch();
    const { accountId } = branch;
    await branch.api('POST', '/api/v4/leads/custom_fields', [{ name: 'Вид', type: 'text' }]);
    const { id: releaseId } = await sync.importRelease(text + field);
    const plan = await sync.plan(branch, releaseId);
    expect(plan).toMatchObject({ objections: [], counts: { blocked: 3 }, isComplete: false });
    expect(await sync.apply(plan)).toMatchObject({ state: 'applied-in-part', forcedBy: null });

    const renamed = await sync.importRelease((text + field).replace('[Первый]', '[Первый, Второй]'));
    const later = await sync.plan(branch, renamed.id);
    expect(later).toMatchObject({ objections: [], counts: { blocked: 3, create: 1 } });
    const why = { reason: 'Поле филиала', endsAt: '2099-12-31T21:00:00Z', by: 'test' };
    await sync.hub.ask('sync.exceptions.save', { accountId, kind: 'field', key: 'leads/Вид', ...why });
    const excepted = await sync.plan(branch, renamed.id);
    expect(excepted).toMatchObject({ objections: [], counts: { blocked: 0, create: 1 }, isComplete: true });
    expect(await sync.apply(excepted)).toMatchObject({ state: 'applied' });
  });
});

describe('what a plan is made with', () => {
  const refused = (path: string) => ({ body: { status: 422, errors: [expect.objectContaining({ path })] } });

  it('names objects that there are, or is refused by field', async () => {
    const branch = await sync.branch();
    await sync.apply(await sync.plan(branch, releases.all));
    const { items } = await sync.hub.ask('sync.ledger.list', { accountId: branch.accountId, limit: 100 });
    const going = items.find(({ kind, ref }) => kind === 'pipeline' && ref === 'Сервис')?.branchId ?? '';
    const plan = (to: string, from = going, prune = true) =>
      sync.plan(branch, releases.less, { prune, migrationTargets: [{ from, to }] });
    await expect(plan('Воронка/Нет такого')).rejects.toMatchObject(refused('migrationTargets.0.to'));
    await expect(plan('Воронка/Первый', '1/2')).rejects.toMatchObject(refused('migrationTargets.0.from'));
    await expect(plan('Воронка/Первый', going, false)).rejects.toMatchObject(
      refused('migrationTargets.0.from'),
    );
    expect((await plan('Воронка/Первый')).counts.delete).toBe(1);
  });
});
