import { describe, expect, it } from '@jest/globals';
import { planStates } from '@hub/contracts';
import { planOf } from '../../test/plan-of.js';
import { clearedIn, isWholeReleaseApplied, raisedIn } from './plan-alarms.js';

describe('alarms of plans', () => {
  it.each([
    ['failed', 'plan-failed', []],
    ['stale', 'plan-stale', []],
    ['applied-in-part', 'plan-applied-in-part', ['plan-failed', 'plan-stale']],
    ['applied', null, ['plan-failed', 'plan-stale', 'plan-applied-in-part']],
  ] as const)('%s raises %s and clears %j', (state, raised, cleared) => {
    expect(raisedIn(state)).toBe(raised);
    expect(clearedIn(state)).toEqual(cleared);
  });

  it('raises none of a plan that could not be counted: nothing was written', () => {
    expect(raisedIn('failed', 'counting')).toBeNull();
    expect(raisedIn('failed', 'applying')).toBe('plan-failed');
  });

  it.each([
    ['has nothing to do', planOf(), undefined, true],
    ['leaves a step to a person', planOf({ action: 'manual' }), undefined, true],
    ['is about some objects only', planOf(), [{ kind: 'tag', key: 'leads/VIP' }], false],
    ['is blocked', planOf({ action: 'blocked' }), undefined, false],
    ['writes', planOf({ action: 'adopt' }), undefined, false],
  ] as const)('are over, or not, when a new plan %s', (_title, plan, only, expected) => {
    const options = { prune: false, migrationTargets: {}, ...(only ? { only } : {}) };
    expect(isWholeReleaseApplied({ plan, options })).toBe(expected);
  });

  it('no other state raises or clears one', () => {
    const quiet = planStates.filter((state) => raisedIn(state) === null && clearedIn(state).length === 0);
    expect(quiet).toEqual(['counting', 'planned', 'approved', 'applying', 'paused', 'cancelled']);
  });
});
