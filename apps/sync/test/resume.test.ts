import { sayFact } from '@hub/messages';
import { eventually } from '@hub/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readRows, SyncFixture, type Branch, type SpokenPlan } from './sync-fixture.js';

/** One call for loss reasons, one for the pipeline, one for the tab; the pipeline of the first release goes after them. */
const first = `blueprint: 1
name: Проба
pipelines:
  - { name: Заявки, stages: [Новая] }
  - { name: Старая, stages: [Архив, Ещё] }
`;
const second = `blueprint: 1
name: Проба
lossReasons: [Дорого]
pipelines:
  - { name: Заявки, stages: [Новая] }
  - { name: Опт, stages: [Замер] }
groups: { leads: [Договор] }
`;
const pipelines = '/api/v4/leads/pipelines';

let sync: SyncFixture;
const releases = { first: '', second: '' };

beforeAll(async () => {
  sync = await SyncFixture.start();
  releases.first = (await sync.importRelease(first)).id;
  releases.second = (await sync.importRelease(second)).id;
});
afterAll(() => sync.close());

async function prepared(): Promise<{ branch: Branch; plan: SpokenPlan }> {
  const branch = await sync.branch();
  expect(await sync.apply(await sync.plan(branch, releases.first))).toMatchObject({ state: 'applied' });
  return { branch, plan: await sync.plan(branch, releases.second, { prune: true }) };
}

const fault = (branch: Branch, given: object) =>
  sync.sandbox.control('POST', 'faults', { subdomain: branch.subdomain, count: 1, ...given });

/** Begins a plan and pauses it while its call to this path is under way. */
async function pausedAfter(branch: Branch, plan: SpokenPlan, path: string): Promise<void> {
  const { id } = (await fault(branch, { kind: 'hold', method: 'POST', path })).body as { id: string };
  await sync.begin(plan);
  await sync.paused(id);
  await sync.hub.ask('sync.plans.pause', { planId: plan.id });
  await sync.sandbox.control('POST', `faults/${id}/release`, {});
  expect(await sync.ended(plan.id)).toMatchObject({ state: 'paused' });
}

async function resume({ id }: SpokenPlan): Promise<SpokenPlan> {
  await sync.hub.ask('sync.plans.apply', { planId: id });
  return sync.ended(id);
}

async function rename(branch: Branch, from: string, name: string): Promise<void> {
  const [path] = [...(await readRows(branch))].find(([, row]) => row.name === from)!;
  expect((await branch.api('PATCH', path, { name })).status).toBe(200);
}
const namesOf = async (branch: Branch) => [...(await readRows(branch)).values()].map(({ name }) => name);
const changesOf = async (planId: string) =>
  (await sync.hub.ask('sync.plans.changes', { planId, limit: 100 })).items;

describe('a plan that goes on after people changed the account', () => {
  it.each([
    ['what was to go', 'Старая', 'Дилеры'],
    ['what is in it', 'Архив', 'Новая акция'],
  ])('deletes nothing where they renamed %s', async (_, from, to) => {
    const { branch, plan } = await prepared();
    await pausedAfter(branch, plan, '/api/v4/leads/loss_reasons');
    await rename(branch, from, to);
    const reason = expect.stringContaining('delete Pipeline "Старая"') as unknown;
    const renamed = from === 'Старая' ? expect.stringContaining('delete Pipeline "Дилеры"') : reason;
    expect(await resume(plan)).toMatchObject({ state: 'stale', reason: renamed });
    expect(await namesOf(branch)).toEqual(expect.arrayContaining(['Ещё', to]));
  });

  it('takes back no name that they gave to what it made', async () => {
    const { branch, plan } = await prepared();
    await pausedAfter(branch, plan, pipelines);
    await rename(branch, 'Замер', 'Замер у клиента');
    expect(await resume(plan)).toMatchObject({
      state: 'stale',
      reason: expect.stringContaining('change Stage "Опт/Замер"') as unknown,
    });
    expect(await namesOf(branch)).toContain('Замер у клиента');
  });

  it('asks which it is where they renamed what a lost answer had made, and makes no second one', async () => {
    const { branch, plan } = await prepared();
    await fault(branch, { kind: 'lost-answer', method: 'POST', path: pipelines });
    // The next attempt waits before it reads the account again, until people have renamed what was made.
    const hold = await fault(branch, {
      kind: 'hold',
      method: 'GET',
      path: pipelines,
      nth: 2,
      when: 'before',
    });
    const { id } = hold.body as { id: string };
    await sync.begin(plan);
    await sync.paused(id);
    await rename(branch, 'Опт', 'Дилеры Москва');
    await sync.sandbox.control('POST', `faults/${id}/release`, {});
    expect(await sync.ended(plan.id)).toMatchObject({
      state: 'stale',
      reason: expect.stringMatching(
        /create Pipeline "Опт" was sent .* «Дилеры Москва» came since/,
      ) as unknown,
    });

    const asking = await sync.plan(branch, releases.second);
    const question = (await changesOf(asking.id)).find(({ kind }) => kind === 'pipeline')!;
    expect(question).toMatchObject({ action: 'blocked', reason: { code: 'maybe-made' } });
    const { ids: branchId } = question.reason?.facts as { ids: string };
    expect(sayFact(question.answers[0]!, 'ru')).toContain(`--adopt ${branchId}`);
    // And again, because a reading that asks has not shown that nothing was made.
    const again = await sync.plan(branch, releases.second);
    expect((await changesOf(again.id)).find(({ kind }) => kind === 'pipeline')?.action).toBe('blocked');

    const object = { planId: again.id, kind: 'pipeline', key: 'Опт', branchId };
    await sync.hub.ask('sync.ledger.readopt', { accountId: branch.accountId, ...object });
    const answered = await sync.plan(branch, releases.second);
    expect(answered.counts).toMatchObject({ blocked: 0, update: 1 });
    expect(await sync.apply(answered)).toMatchObject({ state: 'applied' });
    const names = await namesOf(branch);
    expect(names.filter((name) => name === 'Опт')).toHaveLength(1);
    expect(names.filter((name) => name === 'Замер')).toHaveLength(1);
  });

  it('makes no second one after a person said which it is while the plan was paused', async () => {
    const { branch, plan } = await prepared();
    await fault(branch, { kind: 'lost-answer', method: 'POST', path: pipelines });
    await sync.begin(plan);
    await eventually(async () => expect(await namesOf(branch)).toContain('Опт'));
    await sync.hub.ask('sync.plans.pause', { planId: plan.id });
    expect(await sync.ended(plan.id)).toMatchObject({ state: 'paused' });
    await rename(branch, 'Опт', 'Дилеры Москва');

    const asking = await sync.plan(branch, releases.second);
    const question = (await changesOf(asking.id)).find(({ kind }) => kind === 'pipeline')!;
    expect(question).toMatchObject({ action: 'blocked', reason: { code: 'maybe-made' } });
    const { ids: branchId } = question.reason?.facts as { ids: string };
    const object = { planId: asking.id, kind: 'pipeline', key: 'Опт', branchId };
    await sync.hub.ask('sync.ledger.readopt', { accountId: branch.accountId, ...object });

    expect(await resume(plan)).toMatchObject({
      state: 'stale',
      reason: expect.stringContaining('change Pipeline "Опт"') as unknown,
    });
    expect(await namesOf(branch)).not.toContain('Опт');
    expect(await sync.apply(await sync.plan(branch, releases.second))).toMatchObject({ state: 'applied' });
    const names = await namesOf(branch);
    expect(names.filter((name) => name === 'Опт' || name === 'Дилеры Москва')).toEqual(['Опт']);
    expect(names.filter((name) => name === 'Замер')).toHaveLength(1);
  });

  it('does not take for done what HQ has excepted meanwhile', async () => {
    const { branch, plan } = await prepared();
    await pausedAfter(branch, plan, '/api/v4/leads/loss_reasons');
    const endsAt = new Date(Date.now() + 86_400_000).toISOString();
    await sync.hub.ask('sync.exceptions.save', {
      ...{
        accountId: branch.accountId,
        releaseId: releases.second,
        kind: 'field-group',
        key: 'leads/Договор',
      },
      ...{ reason: 'Своя вкладка', endsAt, by: 'Анна' },
    });
    expect(await resume(plan)).toMatchObject({ state: 'applied' });
    const results = (await changesOf(plan.id)).map(({ kind, result }) => `${kind} ${result ?? '-'}`);
    expect(results).toEqual(expect.arrayContaining(['loss-reason done', 'field-group left', 'stage done']));
  });
});
