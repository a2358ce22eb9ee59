import { describe, expect, it } from '@jest/globals';
import { branchOf, plainLead, plainRules, situation } from '../../test/situation.js';
import type { BranchFacts } from './facts.js';
import { strategy } from './strategy.js';

const one = (branch: BranchFacts, weight: number | null = null) => ({ branch, weight });
const [a, b] = [branchOf('a', { openLeads: 5 }), branchOf('b', { openLeads: 2 })];
const territory = { region: 'Москва', branches: [{ branchId: 'a' }, { branchId: 'b' }] };
const judge = (
  by: 'weighted' | 'round-robin' | 'least-open',
  weights: [number | null, number | null],
  change = {},
) =>
  strategy.judge(
    situation({
      ...{ candidates: [one(a, weights[0]), one(b, weights[1])], territory },
      ...{ rules: { ...plainRules, strategy: by }, ...change },
    }),
  );

describe('strategy', () => {
  it('follows weights or turns, and tells the turns after that', () => {
    expect(judge('weighted', [1, 3])).toMatchObject({
      reasons: [{ check: 'choice', found: 'weighted', value: 'B' }],
      notTaken: [{ check: 'choice', found: 'not-weighted', value: 'A', branchId: 'a' }],
      course: { candidates: [{ branch: b }], rotation: { territory: 'Москва', credits: { a: 1, b: -1 } } },
    });
    expect(judge('round-robin', [1, 3])?.course?.candidates).toMatchObject([{ branch: a }]);
    const after = { territory: { ...territory, credits: { a: -1, b: 1, gone: 4 } } };
    expect(judge('round-robin', [1, 3], after)?.course).toMatchObject({
      candidates: [{ branch: b }],
      rotation: { credits: { a: 0, b: 0, gone: 4 } },
    });
  });

  it('chooses whoever has fewest open leads for the weight', () => {
    expect(judge('least-open', [null, null])?.course?.candidates).toMatchObject([{ branch: b }]);
    expect(judge('least-open', [10, 1])?.course?.candidates).toMatchObject([{ branch: a }]);
  });

  it('keeps to the branch that the lead is on its way to', () => {
    const found = judge('weighted', [1, 3], { lead: { ...plainLead, currentBranchId: 'a' } });
    expect(found?.course).toEqual({ candidates: [{ branch: a, weight: 1 }] });
  });

  it('has nothing to choose from one', () => {
    expect(strategy.judge(situation({ candidates: [one(a)] }))).toBeNull();
  });
});
