import { message } from '@hub/messages';
import { describe, expect, it } from '@jest/globals';
import { buildConfiguration } from '../configuration/build-configuration.js';
import { normaliseSnapshot } from '../configuration/normalise-snapshot.js';
import { changeWords, objectWords } from '../plan/describe-reason.js';
import type { Change } from '../plan/plan.js';
import { planAccount } from '../plan/plan-account.js';
import { applyToModel } from '../../test/apply-to-model.js';
import { ModelAccount } from '../../test/model-account.js';
import { planOf } from '../../test/plan-of.js';
import { batchCalls } from './batch-calls.js';
import { describeGivenUp } from './describe-refusal.js';
import { differenceLeft, doneWithoutCall, namesOf, outcomesOf, withoutRefused } from './outcomes.js';

const change = (action: Change['action'], kind: Change['kind'], key: string) =>
  changeWords({ action, kind, key });
const name = 'Продажи';
const releaseWith = (unsorted: boolean) =>
  buildConfiguration([
    { kind: 'pipeline', within: '', attributes: { name, unsorted, archived: false } },
    { kind: 'stage', within: name, attributes: { name: 'Новая', color: '#fffeb2' } },
  ]);

describe('differenceLeft', () => {
  const account = new ModelAccount();
  const state = () => normaliseSnapshot(account.snapshot());
  const plan = (release: ReturnType<typeof releaseWith>, liveCounts?: Record<string, number>) =>
    planAccount({ release, branch: state(), ledger, ...(liveCounts ? { liveCounts } : {}) });
  let ledger: ReturnType<typeof applyToModel> = [];
  ledger = applyToModel(plan(releaseWith(true)), account, ledger);
  const id = String(account.state.pipelines[0]?.id);
  const off = releaseWith(false);

  it('sees that incoming leads are still on after they were switched off', () => {
    const carriedOut = plan(off, { [`waiting pipeline ${id}`]: 0 });
    expect(differenceLeft(carriedOut, plan(off), state().objects)).toEqual(
      change('blocked', 'pipeline', 'Продажи'),
    );
  });

  it('sees none where they were left on because requests wait', () => {
    const carriedOut = plan(off, { [`waiting pipeline ${id}`]: 2 });
    expect(differenceLeft(carriedOut, plan(off), state().objects)).toBe(null);
  });
});

it('names what was refused when a plan is given up', () => {
  const failure = message('failures.unexpected');
  const last = message('outcomes.refused-at', { names: ['Дорого'], more: 0, failure });
  const reason = message('failures.given-up-after', { failures: 5, last: failure });
  expect(describeGivenUp(reason, last)).toEqual({ ...reason, facts: { failures: 5, last } });
  expect(describeGivenUp(reason, null)).toBe(reason);
});

describe('the outcome of a change', () => {
  const made = { kind: 'loss-reason', key: 'Дорого', ref: '7', within: '', branchId: null } as const;
  const gone = { ...made, action: 'delete', ref: '5', branchId: '5', after: null } as const;
  const plan = planOf(made, gone);
  const items = batchCalls(plan).flatMap((step) => (step.do === 'write' ? step.items : []));

  it('tells the object that goes from the one that gets its name', () => {
    const refused = outcomesOf(items.slice(1), { result: 'refused', detail: message('failures.unexpected') });
    expect(withoutRefused(plan, refused)).toEqual(planOf(made));
    expect(namesOf(plan, refused)).toEqual([objectWords({ kind: 'loss-reason', key: 'Дорого' })]);
    expect(doneWithoutCall(plan, planOf(gone))).toEqual(outcomesOf(items.slice(0, 1), { result: 'done' }));
  });

  it('sees no difference where the new one was blocked and the old one went', () => {
    const blocked = { ...made, action: 'blocked', reason: { code: 'code-taken', facts: {} } } as const;
    expect(differenceLeft(planOf(blocked, gone), plan, [])).toEqual(
      change('delete', 'loss-reason', 'Дорого'),
    );
    expect(differenceLeft(planOf(blocked, gone), planOf(made), [])).toBeNull();
  });
});
