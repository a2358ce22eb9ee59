import { describe, expect, it } from '@jest/globals';
import type { Judged } from '@hub/limits';
import { decideClaim, type ClaimFacts } from './decide-claim.js';

const facts = (change: Partial<ClaimFacts> = {}): ClaimFacts => ({
  ...{ isExchangeUser: false, isEnabled: true, hasGroup: true, hasOpenClaim: false, isAccountCallable: true },
  ...{ judged: [], whenUnknown: 'block', deals: 'whole' },
  ...change,
});
const judged = (limit: Judged['limit'], blocks: boolean): Judged => ({
  ...{ limit, bound: 5, isKnown: true, isEstimated: false, blocks, value: 5, freesAt: null },
});
const unknown: Judged = { limit: 'salesLastMonth', bound: 2, isKnown: false };
const reasons = (change: Partial<ClaimFacts>) =>
  decideClaim(facts(change)).map((block) => ('judged' in block ? block.judged.limit : block.reason));

describe('decideClaim', () => {
  it.each<[string, Partial<ClaimFacts>, string[]]>([
    ['lets a manager through whom nothing blocks', { judged: [judged('activeDeals', false)] }, []],
    [
      'names everything that blocks at once',
      { hasOpenClaim: true, judged: [judged('interval', true), judged('activeDeals', true)] },
      ['claim-in-progress', 'interval', 'activeDeals'],
    ],
    [
      'refuses an exchange user before all else',
      { isExchangeUser: true, isEnabled: false },
      ['exchange-user'],
    ],
    ['refuses who is switched off', { isEnabled: false, hasGroup: false }, ['not-enabled']],
    [
      'counts no limit for who has no button',
      { hasGroup: false, judged: [judged('activeDeals', true)] },
      ['not-in-group'],
    ],
    [
      'promises nothing in seconds while the account cannot be called',
      { isAccountCallable: false, hasOpenClaim: true, judged: [judged('activeDeals', true)] },
      ['account-away'],
    ],
    ['blocks while the history of a limit is not in', { judged: [unknown] }, ['salesLastMonth']],
    [
      'blocks while the stock is not known, whatever the settings say of limits',
      { judged: [unknown], whenUnknown: 'pass', deals: 'stale' },
      ['stock-unknown'],
    ],
    ['takes an estimate for a known stock', { deals: 'estimated' }, []],
    ['or passes, where the settings say so', { judged: [unknown], whenUnknown: 'pass' }, []],
  ])('%s', (_, change, expected) => {
    expect(reasons(change)).toEqual(expected);
  });
});
