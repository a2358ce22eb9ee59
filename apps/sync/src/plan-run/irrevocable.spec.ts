import { describe, expect, it } from '@jest/globals';
import { planOf } from '../../test/plan-of.js';
import type { Change, Risk } from '../plan/plan.js';
import { irrevocableIn } from './irrevocable.js';

const made = { key: 'Заявки/Счёт', ref: '10/20', within: 'Заявки', name: 'Счёт' };
const stage = (given: Partial<Change>): Change => planOf({ ...made, ...given }).changes[0]!;
const deleted = (risks: Risk[], given: Partial<Change> = {}) =>
  stage({ action: 'delete', branchId: '1/2', before: {}, after: null, risks, ...given });
const plan = { changes: [stage({})] };

describe('what a plan does not bring back', () => {
  it('are deals that were moved when their stage was deleted', () => {
    const risks = [{ code: 'deals-in-stage', count: 7 } as const];
    expect(irrevocableIn(plan, [deleted(risks, { migrateTo: 'Заявки/Новая' })])).toMatchObject([
      { key: 'rollouts.deals-stay', facts: { name: 'Счёт', count: 7, to: 'Заявки / Новая' } },
    ]);
  });

  it('are values of cards, and the id of whatever is made anew', () => {
    const risks = [{ code: 'cards-with-value', count: 3 } as const];
    expect(irrevocableIn(plan, [deleted(risks, { key: 'Заявки/Был' })])).toMatchObject([
      { key: 'rollouts.values-stay-lost', facts: { count: 3 } },
    ]);
    expect(irrevocableIn(plan, [deleted([], { ref: 'other' })])).toMatchObject([
      { key: 'rollouts.made-anew' },
    ]);
  });

  it('is nothing where nothing was deleted, or nothing is made', () => {
    expect(irrevocableIn(plan, [deleted([], { ref: 'other', key: 'Заявки/Другой' })])).toEqual([]);
    expect(irrevocableIn({ changes: [stage({ action: 'update' })] }, [deleted([])])).toEqual([]);
  });
});
