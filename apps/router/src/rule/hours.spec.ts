import { describe, expect, it } from '@jest/globals';
import type { OutsideHours } from '@hub/contracts';
import { branchOf, plainLead, plainRules } from '../../test/situation.js';
import { hours } from './hours.js';

const opensAt = '2026-12-01T06:00:00.000Z';
const shut = branchOf('a', { opening: { isOpen: false, opensAt } });
const hinders = (branch = shut, outsideHours?: OutsideHours, currentBranchId: string | null = null) =>
  hours.hinders(branch, {
    lead: { ...plainLead, currentBranchId },
    rules: outsideHours ? { ...plainRules, outsideHours } : plainRules,
  });

describe('hours', () => {
  it('does as the rules say with a branch that is closed at the moment', () => {
    expect(hinders()).toBeNull();
    expect(hinders(shut, 'anyway')).toBeNull();
    expect(hinders(shut, 'wait-for-opening')).toEqual({
      found: 'outside-hours',
      until: opensAt,
      waits: 'rather',
    });
    expect(hinders(shut, 'next-branch')).toEqual({ found: 'outside-hours', until: opensAt, waits: 'yes' });
  });

  it('says nothing of a branch that is open, has no calendar, or that the lead is on its way to', () => {
    expect(hinders(branchOf('a', { opening: { isOpen: true, opensAt: null } }), 'next-branch')).toBeNull();
    expect(hinders(branchOf('a'), 'wait-for-opening')).toBeNull();
    expect(hinders(shut, 'wait-for-opening', 'a')).toBeNull();
  });
});
