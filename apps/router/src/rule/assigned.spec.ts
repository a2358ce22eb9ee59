import { describe, expect, it } from '@jest/globals';
import { branchOf, candidates, plainLead, situation } from '../../test/situation.js';
import { assigned } from './assigned.js';
import type { OperatorWord } from './facts.js';

const judge = (word: OperatorWord | null, branchName: string | null = null) =>
  assigned.judge(situation({ lead: { ...plainLead, word, branchName }, branches: [branchOf('a')] }));

describe('assigned', () => {
  it('does what an operator has said', () => {
    expect(judge(null)).toBeNull();
    expect(judge({ kind: 'assign', branchId: 'a', by: 'ann', isDone: false })).toEqual({
      reasons: [{ check: 'operator', found: 'assigned', value: 'ann' }],
      course: { candidates: candidates(branchOf('a')), isBound: true },
    });
    expect(judge({ kind: 'ignore', reason: 'spam', by: 'ann' })).toEqual({
      reasons: [{ check: 'operator', found: 'ignored', value: 'spam' }],
      ends: { kind: 'ignore' },
    });
  });

  it('asks again when the branch is gone', () => {
    expect(judge({ kind: 'assign', branchId: 'b', by: 'ann', isDone: false })?.ends).toEqual({
      kind: 'manual',
    });
  });

  it('gives way to «Филиал» once the branch has got the lead', () => {
    const word = { kind: 'assign', branchId: 'a', by: 'ann' } as const;
    expect(judge({ ...word, isDone: false }, 'B')).not.toBeNull();
    expect(judge({ ...word, isDone: true }, 'B')).toBeNull();
    expect(judge({ ...word, isDone: true }, ' ')).not.toBeNull();
  });
});
