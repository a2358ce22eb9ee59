import { describe, expect, it } from '@jest/globals';
import { branchOf, plainLead, plainRules } from '../../test/situation.js';
import type { QuotaFacts } from './facts.js';
import { quota } from './quota.js';

const hinders = (facts: QuotaFacts | null | undefined, withoutQuota?: 'wait' | 'go-on', current?: string) =>
  quota.hinders(branchOf('a', facts === undefined ? {} : { quota: facts }), {
    lead: { ...plainLead, currentBranchId: current ?? null },
    rules: { ...plainRules, ...(withoutQuota ? { withoutQuota } : {}) },
  });
const until = '2026-12-01T00:00:00.000Z';

describe('quota', () => {
  it('stops leads to a branch that is full, but for one that has its place', () => {
    expect(hinders({ isFull: true, until })).toEqual({ found: 'full', until, waits: 'yes' });
    expect(hinders({ isFull: false, until: null })).toBeNull();
    expect(hinders(undefined, 'wait')).toBeNull();
    expect(hinders({ isFull: true, until }, 'wait', 'a')).toBeNull();
  });

  it('does as the rules say where nobody answers', () => {
    expect(hinders(null)).toBeNull();
    expect(hinders(null, 'go-on')).toBeNull();
    expect(hinders(null, 'wait')).toEqual({ found: 'unknown', until: null, waits: 'rather' });
  });
});
