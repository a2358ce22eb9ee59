import { describe, expect, it } from '@jest/globals';
import { applyToModel } from '../../test/apply-to-model.js';
import { ModelAccount } from '../../test/model-account.js';
import { buildConfiguration } from '../configuration/build-configuration.js';
import type { Draft } from '../configuration/draft.js';
import { address } from '../kind/placeholder.js';
import { normaliseSnapshot } from '../configuration/normalise-snapshot.js';
import { liveCountsNeeded } from './live-counts-needed.js';
import { allBut } from './narrow.js';
import { planAccount } from './plan-account.js';
import type { PlanInput } from './plan-input.js';

const stage = (within: string, name: string): Draft => ({
  kind: 'stage',
  within,
  attributes: { name, color: '#fffeb2', newbie: '', candidate: '', master: '' },
});
const line = (name: string, ...stages: string[]): Draft[] => [
  { kind: 'pipeline', within: '', attributes: { name, unsorted: false, archived: false } },
  ...stages.map((each) => stage(name, each)),
];
const first = buildConfiguration([
  ...line('Продажи', 'Новая', 'Замер', 'Договор'),
  ...line('Сервис', 'Заявка'),
]);
const withoutStage = buildConfiguration([
  ...line('Продажи', 'Новая', 'Договор'),
  ...line('Сервис', 'Заявка'),
]);
const withoutPipeline = buildConfiguration(line('Продажи', 'Новая', 'Замер', 'Договор'));

function branch() {
  const account = new ModelAccount();
  const ledger = applyToModel(
    planAccount({ release: first, branch: normaliseSnapshot(account.snapshot()), ledger: [] }),
    account,
    [],
  );
  const idOf = (ref: string) => ledger.find((entry) => entry.ref === ref)?.branchId ?? '';
  const plan = (given: Partial<PlanInput>) =>
    planAccount({
      release: withoutStage,
      branch: normaliseSnapshot(account.snapshot()),
      ledger,
      prune: true,
      ...given,
    });
  return { account, ledger, idOf, plan };
}

describe('deleting', () => {
  it('leaves everything without prune, and everything adopted even with it', () => {
    const { plan, ledger } = branch();
    expect(plan({ prune: false })).toMatchObject({ changes: [], leftovers: [{ name: 'Замер' }] });
    const adopted = ledger.map((entry) => ({ ...entry, origin: 'adopted' as const }));
    expect(plan({ ledger: adopted })).toMatchObject({ changes: [], leftovers: [{ name: 'Замер' }] });
  });

  it('asks a person to delete what the API cannot', () => {
    const account = new ModelAccount();
    const tag: Draft = { kind: 'tag', within: 'leads', attributes: { name: 'VIP' } };
    const read = () => normaliseSnapshot(account.snapshot());
    const withTag = planAccount({ release: buildConfiguration([tag]), branch: read(), ledger: [] });
    const ledger = applyToModel(withTag, account, []);
    const { changes } = planAccount({ release: buildConfiguration([]), branch: read(), ledger, prune: true });
    expect(changes).toMatchObject([{ kind: 'tag', action: 'manual', reason: { code: 'not-deletable' } }]);
  });

  it.each([
    ['an unknown count', {}, {}, 'blocked', 'not-counted'],
    ['live deals without a target', { 'Продажи/Замер': 5 }, {}, 'blocked', 'needs-target'],
    [
      'a target that the release does not have',
      { 'Продажи/Замер': 5 },
      { 'Продажи/Замер': 'Продажи/Нет' },
      'blocked',
      'target-unknown',
    ],
    [
      'live deals with a target',
      { 'Продажи/Замер': 5 },
      { 'Продажи/Замер': 'Продажи/Договор' },
      'delete',
      undefined,
    ],
    ['no deals at all', { 'Продажи/Замер': 0 }, {}, 'delete', undefined],
  ] as const)('a stage with %s', (_title, counts, targets, action, code) => {
    const { plan, idOf } = branch();
    const byId = <T>(of: Readonly<Record<string, T>>, prefix = '') =>
      Object.fromEntries(Object.entries(of).map(([ref, value]) => [`${prefix}${idOf(ref)}`, value]));
    const { changes } = plan({
      liveCounts: byId<number>(counts, 'stage '),
      migrationTargets: byId<string>(targets),
    });
    expect(changes).toHaveLength(1);
    expect(changes[0]).toMatchObject({ action, kind: 'stage', name: 'Замер' });
    expect(changes[0]?.reason?.code).toBe(code);
  });

  it.each([
    ['waits for a count of its requests', undefined, 'blocked', 'not-counted'],
    ['stays while requests wait in it', 2, 'blocked', 'requests-wait'],
    ['goes when none waits', 0, 'delete', undefined],
  ])('a pipeline with incoming leads %s', (_title, waiting, action, code) => {
    const { account, plan, idOf } = branch();
    const id = idOf('Сервис');
    account.call('PATCH', `/api/v4/leads/pipelines/${id}`, { is_unsorted_on: true });
    const counts = {
      [`pipeline ${id}`]: 0,
      ...(waiting === undefined ? {} : { [`waiting pipeline ${id}`]: waiting }),
    };
    const found = plan({ release: withoutPipeline, liveCounts: counts });
    expect(found.changes).toMatchObject([{ action, kind: 'pipeline', name: 'Сервис' }]);
    expect(found.changes[0]?.reason?.code).toBe(code);
    const needed = liveCountsNeeded(found).map(({ address }) => address);
    expect(needed).toEqual(waiting === undefined ? [`waiting pipeline ${id}`] : []);
  });

  it('keeps a pipeline in which the branch made a stage of its own', () => {
    const { account, plan, idOf } = branch();
    const liveCounts = { [`pipeline ${idOf('Сервис')}`]: 0 };
    expect(plan({ release: withoutPipeline, liveCounts }).changes).toMatchObject([
      { action: 'delete', kind: 'pipeline' },
    ]);
    account.call('POST', `/api/v4/leads/pipelines/${idOf('Сервис')}/statuses`, [{ name: 'Своё', sort: 90 }]);
    expect(plan({ release: withoutPipeline, liveCounts }).changes).toMatchObject([
      { action: 'blocked', kind: 'pipeline', reason: { code: 'holds-own-objects', facts: { name: 'Своё' } } },
    ]);
  });

  it('stays the same plan while deals and objects of its own come and go', () => {
    const { account, plan, idOf } = branch();
    const counted = (count: number) => plan({ liveCounts: { [`stage ${idOf('Продажи/Замер')}`]: count } });
    const approved = counted(5);
    expect(approved.changes).toMatchObject([{ reason: { code: 'needs-target', facts: { count: 5 } } }]);
    account.call('POST', '/api/v4/leads/tags', [{ name: 'Своя' }]);
    expect(counted(6).checksum).toBe(approved.checksum);
    expect(counted(0).checksum).not.toBe(approved.checksum);
  });

  it('asks for counts of what it would remove or rename, and of nothing else', () => {
    const { account, plan, idOf } = branch();
    account.call('PATCH', `/api/v4/leads/pipelines/${idOf('Сервис')}`, { name: 'Ремонт' });
    expect(liveCountsNeeded(plan({})).map(({ address }) => address)).toEqual([
      `pipeline ${idOf('Сервис')}`,
      `stage ${idOf('Продажи/Замер')}`,
    ]);
    expect(
      liveCountsNeeded(
        plan({ release: first, exceptions: [{ kind: 'pipeline', key: 'Сервис', attribute: 'name' }] }),
      ),
    ).toEqual([]);
  });
});

describe('exceptions and limits', () => {
  it('leaves the pipelines of an account whose only other one is kept out by an exception', () => {
    const { plan, ledger } = branch();
    const release = buildConfiguration(line('Опт', 'Заявка'));
    const liveCounts = Object.fromEntries(ledger.map(({ kind, branchId }) => [address(kind, branchId), 0]));
    const deleted = (given: Partial<PlanInput>) =>
      plan({ release, liveCounts, ...given }).changes.filter(
        ({ kind, action }) => kind === 'pipeline' && action === 'delete',
      );
    expect(deleted({})).toHaveLength(2);
    const exceptions = [{ kind: 'pipeline', key: 'Опт' } as const];
    expect(deleted({ exceptions })).toEqual([]);
    expect(plan({ release, liveCounts, exceptions }).changes).toContainEqual(
      expect.objectContaining({ kind: 'pipeline', reason: { code: 'last-of-its-kind', facts: {} } }),
    );
  });

  it('leaves an allowed difference alone, one attribute or the whole object', () => {
    const { account, plan, idOf } = branch();
    account.call(
      'PATCH',
      `/api/v4/leads/pipelines/${idOf('Продажи').split('/')[0] ?? ''}/statuses/${idOf('Продажи/Новая').split('/')[1] ?? ''}`,
      {
        name: 'Своя',
        color: '#87f2c0',
      },
    );
    const changed = (given: Partial<PlanInput>) =>
      plan({ release: first, ...given }).changes.map(({ after }) => Object.keys(after ?? {}));
    const key = 'Продажи/Новая';
    expect(changed({})).toEqual([['name', 'color']]);
    expect(changed({ exceptions: [{ kind: 'stage', key, attribute: 'name' }] })).toEqual([['color']]);
    expect(changed({ exceptions: [{ kind: 'stage', key }] })).toEqual([]);
    expect(changed({ exceptions: [{ kind: 'pipeline', key: 'Продажи' }] })).toEqual([]);
  });

  it.each([
    ['itself', { kind: 'stage', key: 'Продажи/Замер', refs: ['Продажи/Замер'] }],
    [
      'itself, by its own name, where no release of the ledger has it',
      { kind: 'stage', key: 'Продажи/Замер' },
    ],
    ['with what it is in', { kind: 'pipeline', key: 'Продажи', refs: ['Продажи'] }],
  ] as const)('removes nothing that an exception covers %s', (_title, exception) => {
    const { plan, idOf } = branch();
    const liveCounts = { [`stage ${idOf('Продажи/Замер')}`]: 0 };
    expect(plan({ liveCounts }).changes).toMatchObject([{ action: 'delete', name: 'Замер' }]);
    const kept = plan({ liveCounts, exceptions: [exception] });
    expect(kept).toMatchObject({ changes: [], leftovers: [{ name: 'Замер' }] });
  });

  it('finds an excepted object under its identity when the branch has renamed it and the release has another of that name', () => {
    const { account, plan, idOf } = branch();
    const [own = '', id = ''] = idOf('Продажи/Замер').split('/');
    account.call('PATCH', `/api/v4/leads/pipelines/${own}/statuses/${id}`, { name: 'Выезд' });
    const release = {
      objects: first.objects.map((one) => (one.key === 'Продажи/Замер' ? { ...one, ref: 'другой' } : one)),
    };
    const liveCounts = { [`stage ${idOf('Продажи/Замер')}`]: 0 };
    const exceptions = [{ kind: 'stage', key: 'Продажи/Замер', refs: ['Продажи/Замер', 'другой'] } as const];
    expect(plan({ release, liveCounts }).changes.map(({ action }) => action)).toContain('delete');
    expect(plan({ release, liveCounts, exceptions })).toMatchObject({
      changes: [],
      leftovers: [{ name: 'Выезд' }],
    });
  });

  it('takes an excepted object over under no other identity', () => {
    const { account, plan, idOf } = branch();
    const [own = '', id = ''] = idOf('Продажи/Замер').split('/');
    account.call('PATCH', `/api/v4/leads/pipelines/${own}/statuses/${id}`, { color: '#87f2c0' });
    const renamed = buildConfiguration(line('Отдел', 'Новая', 'Замер', 'Договор')).objects.map((object) => ({
      ...object,
      ref: object.key === 'Отдел' ? 'Продажи' : object.ref,
    }));
    const exceptions = [{ kind: 'stage', key: 'Продажи/Замер', refs: ['Продажи/Замер'] } as const];
    const touching = (given: Partial<PlanInput>) =>
      plan({ release: { objects: renamed }, prune: false, ...given }).changes.filter(
        ({ branchId }) => branchId === idOf('Продажи/Замер'),
      );
    expect(touching({})).toMatchObject([{ action: 'adopt', after: { color: '#fffeb2' } }]);
    expect(touching({ exceptions })).toEqual([]);
  });

  it('removes nothing in what it may not take over: its new values could not come, and a list is never empty', () => {
    const list = (value: string, ...requiredAt: string[]): Draft[] => [
      {
        ...{ kind: 'field', within: 'leads' },
        attributes: { name: 'Вид', type: 'select', group: null, apiOnly: false, requiredAt, hiddenAt: [] },
      },
      { kind: 'enum', within: 'leads/Вид', attributes: { name: value } },
    ];
    const account = new ModelAccount();
    const state = () => normaliseSnapshot(account.snapshot());
    const old = planAccount({ release: buildConfiguration(list('Старый')), branch: state(), ledger: [] });
    const ledger = applyToModel(old, account, []);
    const release = buildConfiguration([...line('Сервис', 'Заявка'), ...list('Новый', 'Сервис/Заявка')]);
    const objects = release.objects.map((object) => ({ ...object, ref: `другой ${object.ref}` }));
    const exceptions = [{ kind: 'pipeline', key: 'Сервис' } as const];
    const liveCounts = Object.fromEntries(ledger.map(({ kind, branchId }) => [`${kind} ${branchId}`, 0]));
    const given = { release: { objects }, branch: state(), ledger, prune: true, liveCounts };
    expect(planAccount(given).changes).toContainEqual(
      expect.objectContaining({ action: 'delete', name: 'Старый' }),
    );
    const kept = planAccount({ ...given, exceptions });
    expect(kept.changes.map(({ action }) => action)).toEqual(['blocked', 'blocked']);
    expect(kept.leftovers).toMatchObject([{ name: 'Старый' }]);
  });

  it('keeps what an excepted object is in', () => {
    const { plan, idOf } = branch();
    const liveCounts = { [`pipeline ${idOf('Сервис')}`]: 0 };
    const exceptions = [{ kind: 'stage', key: 'Сервис/Заявка', refs: ['Сервис/Заявка'] } as const];
    expect(plan({ release: withoutPipeline, liveCounts, exceptions }).changes).toMatchObject([
      { action: 'blocked', kind: 'pipeline', reason: { code: 'holds-excepted', facts: { name: 'Заявка' } } },
    ]);
  });

  it('removes a chosen object although narrowing leaves alone what it is in', () => {
    const { plan, idOf } = branch();
    const liveCounts = { [`stage ${idOf('Продажи/Замер')}`]: 0 };
    const whole = plan({ liveCounts });
    const exceptions = allBut([{ kind: 'stage', key: 'Продажи/Замер' }], withoutStage, whole);
    expect(exceptions).toContainEqual({ kind: 'pipeline', key: 'Продажи', isNarrowing: true });
    expect(plan({ liveCounts, exceptions }).changes).toMatchObject([{ action: 'delete', name: 'Замер' }]);
  });

  it('names nothing that an exception keeps out of the branch', () => {
    const attributes = { name: 'Срок', type: 'date', group: null, apiOnly: false };
    const links = { requiredAt: ['Сервис/Заявка'], hiddenAt: [] };
    const release = buildConfiguration([
      ...line('Продажи', 'Новая', 'Договор'),
      ...line('Сервис', 'Заявка'),
      { kind: 'field', within: 'leads', attributes: { ...attributes, ...links } },
    ]);
    const exceptions = [{ kind: 'pipeline', key: 'Сервис' } as const];
    const fresh = { branch: normaliseSnapshot(new ModelAccount().snapshot()), ledger: [] };
    const { changes } = planAccount({ release, exceptions, ...fresh });
    expect(changes.filter(({ kind }) => kind === 'field')).toMatchObject([
      { action: 'blocked', reason: { code: 'reference-excepted', facts: { key: 'Сервис/Заявка' } } },
    ]);
    const { account, ledger, idOf } = branch();
    account.call('DELETE', `/api/v4/leads/pipelines/${idOf('Сервис')}`, null);
    const from = idOf('Продажи/Замер');
    const moving = planAccount({
      release: withoutStage,
      branch: normaliseSnapshot(account.snapshot()),
      ledger,
      exceptions,
      prune: true,
      migrationTargets: { [from]: 'Сервис/Заявка' },
      liveCounts: { [`stage ${from}`]: 5 },
    });
    expect(moving.changes).toMatchObject([{ action: 'blocked', reason: { code: 'target-unknown' } }]);
  });

  it('writes nothing in an archived pipeline, and asks once', () => {
    const { account, plan } = branch();
    const [sales] = account.state.pipelines;
    Object.assign(sales!, { is_archive: true, name: 'Старое', is_unsorted_on: true });
    const { changes, leftovers } = plan({});
    expect(changes.filter(({ reason }) => reason?.code !== 'parent-blocked')).toMatchObject([
      { action: 'blocked', kind: 'pipeline', reason: { code: 'archived' }, after: { archived: false } },
    ]);
    expect(changes.every(({ action }) => action === 'blocked')).toBe(true);
    expect(leftovers).toMatchObject([{ name: 'Замер' }]);
    expect(plan({ release: buildConfiguration(line('Сервис', 'Заявка')) }).changes).toEqual([]);
  });

  it('blocks what would exceed a limit before anything is written, with all that hangs on it', () => {
    const empty = { branch: normaliseSnapshot(new ModelAccount().snapshot()), ledger: [] };
    const found = (limits: PlanInput['limits']) =>
      planAccount({ release: first, ...empty, ...(limits ? { limits } : {}) }).changes.map(
        ({ key, reason }) => [key, reason?.code],
      );
    expect(found({ pipelines: 1 })).toContainEqual(['Сервис', 'limit-pipelines']);
    expect(found({ pipelines: 1 })).toContainEqual(['Сервис/Заявка', 'parent-blocked']);
    expect(found({ stagesPerPipeline: 5 })).toContainEqual(['Продажи/Договор', 'limit-stages']);
    expect(found(undefined).every(([, code]) => code === undefined)).toBe(true);
  });
});
