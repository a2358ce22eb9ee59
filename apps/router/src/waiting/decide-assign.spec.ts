import { describe, expect, it } from '@jest/globals';
import { branchOf } from '../../test/situation.js';
import { decideAssign, type AssignFacts } from './decide-assign.js';

const hq = { hqAccountId: 'hq', intakePipelineId: 1 };
const waiting = { kind: 'manual', reason: { check: 'region', found: 'no-branch' } } as const;
const decide = (change: Partial<AssignFacts>) =>
  decideAssign({ branch: branchOf('a'), judged: waiting, progress: null, isEscalated: false, ...change }, hq);
const why = (change: Partial<AssignFacts>) => {
  const verdict = decide(change);
  return verdict.kind === 'refuse' ? verdict.why : null;
};
const atHq = { accountId: 'hq', pipelineId: 1, statusId: 2, ownerId: null, standInId: null };

describe('decideAssign', () => {
  it('gives a lead that waits, or that an operator has left alone, to a branch, also a closed or full one', () => {
    expect(decide({})).toMatchObject({ kind: 'assign', branch: { id: 'a' } });
    expect(why({ judged: { kind: 'wait', reason: null } })).toBeNull();
    expect(why({ judged: { kind: 'ignore', reason: { check: 'operator', found: 'ignored' } } })).toBeNull();
    expect(why({ judged: { kind: 'ignore', reason: { check: 'stage', found: 'handed-over' } } })).toBeNull();
    // The escalation has ended since.
    const escalated = { check: 'stage', found: 'escalated' } as const;
    expect(why({ judged: { kind: 'manual', reason: escalated } })).toBeNull();
    const shut = branchOf('a', {
      opening: { isOpen: false, opensAt: null },
      quota: { isFull: true, until: null },
    });
    expect(why({ branch: shut })).toBeNull();
    expect(why({ branch: branchOf('a', { target: { ...atHq, pipelineId: 9 } }) })).toBeNull();
  });

  it.each<[string, Partial<AssignFacts>]>([
    ['on-its-way', { progress: 'on-its-way' }],
    ['handed-over', { progress: 'handed-over' }],
    ['not-waiting', { judged: null }],
    ['not-waiting', { judged: { kind: 'ignore', reason: { check: 'stage', found: 'closed' } } }],
    ['unsorted', { judged: { kind: 'wait', reason: { check: 'stage', found: 'unsorted' } } }],
    ['escalated', { isEscalated: true }],
    ['no-branch', { branch: null }],
    ['no-branch', { branch: branchOf('a', { state: 'closed' }) }],
    ['paused', { branch: branchOf('a', { state: 'paused' }) }],
    ['nowhere', { branch: branchOf('a', { target: null }) }],
    ['is-intake', { branch: branchOf('a', { target: atHq }) }],
  ])('refuses: %s', (word, change) => {
    expect(why(change)).toBe(word);
  });
});
