import { describe, expect, it } from '@jest/globals';
import { mayBegin } from './may-begin.js';

const last = (isInPipeline: boolean, endedAs: 'no-reason' | 'handed-back' = 'handed-back') => ({
  ...{ isInPipeline, endedAs, seenBranch: 3 },
});

describe('mayBegin', () => {
  it('begins for a lead that was not there, or has been out since', () => {
    expect([mayBegin(null, 1), mayBegin(last(false), 9)]).toEqual(['begin', 'begin']);
  });

  it('does not begin anew for a lead that has stayed', () => {
    expect(mayBegin(last(true), 9)).toBe('no');
  });

  it('looks for the reason that a lead was asked for, when it has changed', () => {
    expect([mayBegin(last(true, 'no-reason'), 4), mayBegin(last(true, 'no-reason'), 3)]).toEqual([
      'if-reason',
      'no',
    ]);
  });
});
