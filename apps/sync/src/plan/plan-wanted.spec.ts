import { describe, expect, it } from '@jest/globals';
import { applyToModel } from '../../test/apply-to-model.js';
import { ModelAccount } from '../../test/model-account.js';
import { buildConfiguration } from '../configuration/build-configuration.js';
import type { Draft } from '../configuration/draft.js';
import { normaliseSnapshot } from '../configuration/normalise-snapshot.js';
import type { LedgerEntry } from './ledger.js';
import { liveCountsNeeded } from './live-counts-needed.js';
import { planAccount } from './plan-account.js';
import type { PlanInput } from './plan-input.js';

const line: Draft[] = [
  { kind: 'pipeline', within: '', attributes: { name: 'Продажи', unsorted: false, archived: false } },
  {
    kind: 'stage',
    within: 'Продажи',
    attributes: { name: 'Новая', color: '#fffeb2', newbie: '', candidate: '', master: '' },
  },
  { kind: 'stage', within: 'Продажи', fixed: '~lost', attributes: { name: 'Отказ' } },
];
const list = (requiredAt: readonly string[], ...values: string[]): Draft[] => [
  {
    kind: 'field',
    within: 'companies',
    attributes: { name: 'Вид', type: 'select', group: null, apiOnly: false, requiredAt },
  },
  ...values.map((name): Draft => ({ kind: 'enum', within: 'companies/Вид', attributes: { name } })),
];
const short = ({ changes }: ReturnType<typeof planAccount>) =>
  changes.map(({ action, key }) => `${action} ${key}`);

function planFor(account: ModelAccount, ledger: readonly LedgerEntry[], given: Partial<PlanInput>) {
  const release = buildConfiguration([]);
  return planAccount({ release, branch: normaliseSnapshot(account.snapshot()), ledger, ...given });
}

describe('incoming leads of a pipeline that the branch has already', () => {
  const inUse = () => {
    const account = new ModelAccount();
    applyToModel(planFor(account, [], { release: buildConfiguration(line) }), account, []);
    account.state.pipelines[0]!.is_unsorted_on = true;
    return { account, id: String(account.state.pipelines[0]!.id) };
  };
  const takenOver = ['adopt Продажи', 'adopt Продажи/Новая'];

  it('stay on as long as nobody knows whether requests wait there, and hold nothing else up', () => {
    const { account, id } = inUse();
    const plan = planFor(account, [], { release: buildConfiguration(line) });
    expect(short(plan)).toEqual(['adopt Продажи', 'blocked Продажи', 'adopt Продажи/Новая']);
    expect(plan.changes.find(({ action }) => action === 'blocked')).toMatchObject({
      after: { unsorted: false },
      reason: { code: 'not-counted' },
    });
    expect(liveCountsNeeded(plan)).toEqual([
      { risk: 'unsorted-off', kind: 'pipeline', branchId: id, address: `waiting pipeline ${id}` },
    ]);
    applyToModel(plan, account, []);
    expect(account.state.pipelines[0]?.is_unsorted_on).toBe(true);
  });

  it.each([
    [3, { code: 'requests-wait', facts: { count: 3 } }],
    [0, null],
  ])('are switched off when %s requests wait: the reason against it is %j', (count, reason) => {
    const { account, id } = inUse();
    const release = buildConfiguration(line);
    const plan = planFor(account, [], { release, liveCounts: { [`waiting pipeline ${id}`]: count } });
    expect(plan.changes.find(({ after }) => after?.unsorted === false)).toMatchObject({
      action: reason ? 'blocked' : 'adopt',
      reason,
      risks: [{ code: 'unsorted-off', count }],
    });
  });

  it('are the branch’s own where the release says nothing of them', () => {
    const { account } = inUse();
    const release = buildConfiguration(
      line.map((draft) =>
        draft.kind === 'pipeline' ? { ...draft, attributes: { name: 'Продажи', archived: false } } : draft,
      ),
    );
    const plan = planFor(account, [], { release });
    expect(short(plan)).toEqual(takenOver);
    applyToModel(plan, account, []);
    expect(account.state.pipelines[0]?.is_unsorted_on).toBe(true);
  });
});

describe('a field that names a stage', () => {
  it('gets no values while the branch keeps it, because its stage is in the archive', () => {
    const account = new ModelAccount();
    const ledger = applyToModel(planFor(account, [], { release: buildConfiguration(line) }), account, []);
    applyToModel(planFor(account, [], { release: buildConfiguration(list([], 'Малый')) }), account, []);
    for (const pipeline of account.state.pipelines) pipeline.is_archive = true;
    const release = buildConfiguration([...line, ...list(['Продажи/~lost'], 'Большой')]);
    const wanted = planFor(account, ledger, { release });
    expect(short(wanted)).toContain('blocked companies/Вид/Большой');
    expect(applyToModel(wanted, account, ledger)).toEqual(ledger);
  });

  it('is made at once where an exception leaves the name of that final stage to the branch', () => {
    const account = new ModelAccount();
    const release = buildConfiguration([...line, ...list(['Продажи/~lost'], 'Малый')]);
    const exceptions = [{ kind: 'stage' as const, key: 'Продажи/~lost' }];
    const wanted = planFor(account, [], { release, exceptions });
    expect(short(wanted)).toContain('create companies/Вид');
    const ledger = applyToModel(wanted, account, []);
    expect(short(planFor(account, ledger, { release, exceptions }))).toEqual([]);
    expect(account.state.fields.companies[0]?.required_statuses).toMatchObject([{ status_id: 143 }]);
  });
});

describe('a second value of one name', () => {
  it('gets an id of its own, whichever of the two stands already', () => {
    const account = new ModelAccount();
    const one = buildConfiguration(list([], 'Казань', 'Тверь'));
    const ledger = applyToModel(planFor(account, [], { release: one }), account, []);
    const two = buildConfiguration(list([], 'Казань', 'Казань', 'Тверь'));
    const after = applyToModel(planFor(account, ledger, { release: two }), account, ledger);
    const ids = after.filter(({ kind }) => kind === 'enum').map(({ branchId }) => branchId);
    expect(new Set(ids).size).toBe(3);
    expect(short(planFor(account, after, { release: two }))).toEqual([]);
  });
});
