import { describe, expect, it } from '@jest/globals';
import { isRunning, planStates } from '@hub/contracts';
import { planStateAfter, type PlanEvent } from './plan-state.js';

const events: PlanEvent[] = ['approve', 'begin', 'pause', 'resume', 'finish', 'move', 'fail', 'cancel'];

describe('planStateAfter', () => {
  it('applies nothing that was not approved', () => {
    expect(planStateAfter('planned', 'begin')).toBeNull();
    expect(planStateAfter('planned', 'finish')).toBeNull();
    expect(planStateAfter('approved', 'begin')).toBe('applying');
  });

  it('goes on after a killed process and after a pause', () => {
    expect(planStateAfter('applying', 'begin')).toBe('applying');
    expect(planStateAfter('paused', 'resume')).toBe('applying');
  });

  it('leaves a final state never', () => {
    const final = planStates.filter((state) =>
      events.every((event) => planStateAfter(state, event) === null),
    );
    expect(final).toEqual(['applied', 'applied-in-part', 'stale', 'failed', 'cancelled']);
    expect(planStates.filter((state) => !isRunning(state))).toEqual(final);
  });
});
