import { describe, expect, it } from '@jest/globals';
import { planStates } from '@hub/contracts';
import { isOver, planStateAfter } from './plan-state.js';

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
    expect(planStates.filter(isOver)).toEqual(['applied', 'stale', 'failed', 'cancelled']);
  });
});
