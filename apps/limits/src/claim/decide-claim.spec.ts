import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decideClaim, type ClaimFacts } from './decide-claim.js';

const facts = (change: Partial<ClaimFacts> = {}): ClaimFacts => ({
  userId: 5,
  exchangeUserIds: [1],
  limits: { enabled: true, activeDeals: 50 },
  activeDeals: 0,
  hasOpenClaim: false,
  ...change,
});

describe('decideClaim', () => {
  it.each([
    [49, 'allowed'],
    [50, 'refused'],
    [51, 'refused'],
  ])('with a bound of 50, %i active deals are %s', (activeDeals, kind) => {
    expect(decideClaim(facts({ activeDeals })).kind).toBe(kind);
  });

  it('takes an empty limit for no limit, and zero for one that always blocks', () => {
    const limits = { enabled: true, activeDeals: null };
    expect(decideClaim(facts({ limits, activeDeals: 10_000 })).kind).toBe('allowed');
    expect(decideClaim(facts({ limits: { ...limits, activeDeals: 0 } }))).toEqual({
      kind: 'refused',
      blocks: [{ limit: 'active-deals', value: 0, bound: 0 }],
    });
  });

  it('names the value and the bound', () => {
    expect(decideClaim(facts({ activeDeals: 52 }))).toEqual({
      kind: 'refused',
      blocks: [{ limit: 'active-deals', value: 52, bound: 50 }],
    });
  });

  it('refuses who has no button', () => {
    const block = (change: Partial<ClaimFacts>) => {
      const decision = decideClaim(facts(change));
      return decision.kind === 'refused' ? decision.blocks.map(({ limit }) => limit) : [];
    };
    expect(block({ limits: null })).toEqual(['not-enabled']);
    expect(block({ limits: { enabled: false, activeDeals: 0 } })).toEqual(['not-enabled']);
    expect(block({ userId: 1 })).toEqual(['exchange-user']);
    expect(block({ hasOpenClaim: true, activeDeals: 50 })).toEqual(['claim-in-progress', 'active-deals']);
  });

  it('is monotone: fewer active deals or a higher bound never turn an allowed press into a refused one', () => {
    const count = fc.nat(100);
    fc.assert(
      fc.property(count, count, count, (activeDeals, bound, less) => {
        const limits = { enabled: true, activeDeals: bound };
        if (decideClaim(facts({ limits, activeDeals })).kind === 'refused') return;
        expect(decideClaim(facts({ limits, activeDeals: Math.max(0, activeDeals - less) })).kind).toBe(
          'allowed',
        );
        const raised = { enabled: true, activeDeals: bound + less };
        expect(decideClaim(facts({ limits: raised, activeDeals })).kind).toBe('allowed');
      }),
    );
  });
});
