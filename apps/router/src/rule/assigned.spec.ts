import { describe, expect, it } from '@jest/globals';
import { branchOf, candidates, plainLead, situation } from '../../test/situation.js';
import { assigned } from './assigned.js';
import type { OperatorWord } from './facts.js';

const judge = (word: OperatorWord | null) =>
  assigned.judge(situation({ lead: { ...plainLead, word }, branches: [branchOf('a')] }));

describe('assigned', () => {
  it('does what an operator has said', () => {
    expect(judge(null)).toBeNull();
    expect(judge({ kind: 'assign', branchId: 'a', by: 'ann' })).toEqual({
      reasons: [{ check: 'operator', found: 'assigned', value: 'ann' }],
      course: { candidates: candidates(branchOf('a')), isBound: true },
    });
    expect(judge({ kind: 'ignore', reason: 'spam', by: 'ann' })).toEqual({
      reasons: [{ check: 'operator', found: 'ignored', value: 'spam' }],
      ends: { kind: 'ignore' },
    });
  });

  it('asks again when the branch is gone', () => {
    expect(judge({ kind: 'assign', branchId: 'b', by: 'ann' })?.ends).toEqual({ kind: 'manual' });
  });
});
