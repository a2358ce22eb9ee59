import { describe, expect, it } from '@jest/globals';
import { planOf } from '../../test/plan-of.js';
import { placeOf, type Change } from '../plan/plan.js';
import { listedPlan } from '../plan-run/listed-plan.js';
import { judgeNewPlan, type SinceApproval } from './judge-new-plan.js';
import { planContent } from './plan-content.js';

const made = (...changes: Partial<Change>[]) => {
  const plan = planOf(...changes);
  const counts = { ...plan.counts, delete: plan.changes.filter(({ action }) => action === 'delete').length };
  return { plan: { ...plan, counts }, listed: listedPlan(plan), content: planContent(plan) };
};
const one = { key: 'a/x' };
const two = { key: 'a/y' };
const removal = { action: 'delete', branchId: '1/2', before: {}, after: null } as const;
const since = (...contents: string[]): SinceApproval => ({
  approvedContents: new Set(contents),
  outcomes: {},
  isPlannedByPeople: false,
});
const nothing = since();

describe('a plan that was made again after the approval', () => {
  const approved = { plan: planOf(one, two), forcedBy: null };

  it('is covered when it does at most what was approved', () => {
    expect(judgeNewPlan(made(one, two), approved, nothing)).toEqual({ isCovered: true });
    expect(judgeNewPlan(made(two), approved, nothing)).toEqual({ isCovered: true });
    expect(judgeNewPlan(made(), approved, nothing)).toEqual({ isCovered: true });
  });

  it('waits for a person when it does more', () => {
    const more = made(one, two, { key: 'a/z' });
    expect(judgeNewPlan(more, approved, since(more.content))).toMatchObject({
      isCovered: false,
      reason: { key: 'rollouts.exceeds-approval' },
    });
    expect(judgeNewPlan(made(one, removal), approved, nothing).isCovered).toBe(false);
  });
});

describe('what has come since the approval', () => {
  const approved = { plan: planOf(one, two), forcedBy: null };

  it('makes a plan wait for a person that would undo what people planned, or make again what is gone', () => {
    const planned = { ...since(made(one).content), isPlannedByPeople: true };
    for (const earlier of [approved, null])
      expect(judgeNewPlan(made(one), earlier, planned)).toMatchObject({
        isCovered: false,
        reason: { key: 'rollouts.planned-by-people' },
      });
    const gone = made({ ...one, action: 'create' });
    const outcomes = { [placeOf(gone.plan.changes[0]!)]: { result: 'done' } } as const;
    expect(judgeNewPlan(gone, { ...approved, plan: gone.plan }, { ...nothing, outcomes }).isCovered).toBe(
      false,
    );
  });
});

describe('a plan that came only after the approval', () => {
  it('is covered when approved plans of others say the same', () => {
    const same = made(one);
    expect(judgeNewPlan(same, null, since(same.content))).toEqual({ isCovered: true });
    expect(judgeNewPlan(same, null, since(made(two).content))).toMatchObject({
      isCovered: false,
      reason: { key: 'rollouts.came-late' },
    });
  });

  it('is never covered when it deletes something', () => {
    const same = made(removal);
    expect(judgeNewPlan(same, null, since(same.content)).isCovered).toBe(false);
  });
});
