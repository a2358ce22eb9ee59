import { expect, it } from '@jest/globals';
import { planStates, type PlanSummary } from '@hub/contracts';
import { outcomeOfPlan, outcomeOfState } from './outcome-of-plan.js';

const counts = { create: 0, update: 0, delete: 0, adopt: 0, manual: 1, blocked: 0, managed: 4, own: 2 };
const plan = (isEmpty: boolean, more: Partial<PlanSummary['counts']> = {}) =>
  outcomeOfPlan({ isEmpty, counts: { ...counts, ...more } });

it('counts a plan by what it asks of a person', () => {
  expect(plan(true)).toBe('nothing');
  expect(plan(false, { create: 1 })).toBe('changes');
  expect(plan(false, { create: 1, blocked: 1 })).toBe('blocked');
});

it('counts an apply as done in one state only', () => {
  expect(planStates.filter((state) => outcomeOfState(state) === 'done')).toEqual(['applied']);
  expect(planStates.filter((state) => outcomeOfState(state) === 'blocked')).toEqual(['applied-in-part']);
});
