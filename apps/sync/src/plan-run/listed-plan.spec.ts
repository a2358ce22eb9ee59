import { describe, expect, it } from '@jest/globals';
import { planOf } from '../../test/plan-of.js';
import type { Risk } from '../plan/plan.js';
import { listedPlan } from './listed-plan.js';

const removing = (...risks: Risk[]) =>
  listedPlan(
    planOf({ action: 'delete', kind: 'field', key: 'leads/F', branchId: 'leads/1', after: null, risks }),
  );
const lost = (count: number | null): Risk => ({ code: 'cards-with-value', count });

describe('the checksum that an approval repeats', () => {
  it('is another one when the same plan touches more, and when its cards were counted', () => {
    const shown = removing(lost(3)).checksum;
    expect(removing(lost(3)).checksum).toBe(shown);
    expect(removing(lost(2000)).checksum).not.toBe(shown);
    expect(removing(lost(null)).checksum).not.toBe(shown);
  });

  it('is another one for deals that wait for a target', () => {
    const waiting = (count: number) =>
      listedPlan(planOf({ action: 'blocked', reason: { code: 'needs-target', facts: { count } } })).checksum;
    expect(waiting(3)).not.toBe(waiting(4));
  });
});
