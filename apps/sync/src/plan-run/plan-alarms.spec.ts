import { describe, expect, it } from '@jest/globals';
import { planStates } from '@hub/contracts';
import { clearedIn, raisedIn } from './plan-alarms.js';

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

  it('no other state raises or clears one', () => {
    const quiet = planStates.filter((state) => raisedIn(state) === null && clearedIn(state).length === 0);
    expect(quiet).toEqual(['counting', 'planned', 'approved', 'applying', 'paused', 'cancelled']);
  });
});
