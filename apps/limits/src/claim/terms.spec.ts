import { describe, expect, it } from '@jest/globals';
import { runsByTerms, type Terms } from './terms.js';

const termsOfGroup = (group: string): Terms => ({
  ...{ group, exchangeStages: [], exchangeUserIds: [5], changeOwnerOfLinked: false },
  targetStage: { pipelineId: 1, statusId: 2 },
});
const claim = (id: number, group: string | null) => ({
  id,
  terms: group === null ? null : termsOfGroup(group),
});

describe('runsByTerms', () => {
  it('joins neighbours with equal terms, and lets no claim pass an earlier one', () => {
    const claims = [
      claim(1, 'a'),
      claim(2, 'a'),
      claim(3, 'b'),
      claim(4, null),
      claim(5, 'b'),
      claim(6, 'a'),
    ];
    const runs = runsByTerms(claims).map(([{ group }, of]) => [group, of.map(({ id }) => id)]);
    expect(runs).toEqual([
      ['a', [1, 2]],
      ['b', [3, 5]],
      ['a', [6]],
    ]);
  });
});
