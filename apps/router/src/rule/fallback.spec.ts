import { describe, expect, it } from '@jest/globals';
import { branchOf, candidates, hindered, plainRules, situation } from '../../test/situation.js';
import { fallback } from './fallback.js';

const spare = branchOf('spare');
const judge = (change: Parameters<typeof situation>[0]) =>
  fallback.judge(
    situation({
      ...{ candidates: [], branches: [spare], rules: { ...plainRules, fallbackBranchId: 'spare' } },
      ...change,
    }),
  );

describe('fallback', () => {
  it('takes what nobody else can', () => {
    expect(judge({})).toMatchObject({
      reasons: [{ check: 'fallback', found: 'used', value: 'SPARE' }],
      course: { candidates: candidates(spare) },
    });
    expect(judge({ hindered: [hindered('a', 'yes')] })?.course).toBeDefined();
  });

  it('takes nothing that somebody can take, that is bound to a branch, or that waits for one', () => {
    expect(judge({ candidates: null })).toBeNull();
    expect(judge({ candidates: candidates(branchOf('a')) })).toBeNull();
    expect(judge({ isBound: true })).toBeNull();
    expect(judge({ hindered: [hindered('a', 'rather')] })).toBeNull();
    expect(judge({ rules: plainRules })).toBeNull();
    expect(judge({ hindered: [hindered('spare', 'yes')] })).toBeNull();
  });

  it('is named where it cannot take the lead either', () => {
    const full = hindered('spare', 'yes');
    expect(judge({ hindranceOf: () => full })).toEqual({ notTaken: [full.reason] });
  });
});
