import { describe, expect, it } from '@jest/globals';
import type { LegEnd } from '@hub/contracts';
import { decideEnded } from './decide-ended.js';

const decide = (endedAs: LegEnd, isUnfinished = false, wasClosed = true) =>
  decideEnded({ endedAs, isUnfinished, wasClosed });

describe('decideStanding', () => {
  it.each<LegEnd>(['rejected', 'not-taken', 're-routed', 'gone', 'lost', 'won'])(
    'has a lead in hand that HQ has open although its leg ended as %s',
    (endedAs) => {
      expect(decide(endedAs)).toBe('in-hand');
    },
  );

  it('leaves an outcome there for which the hub has not closed it', () => {
    expect([decide('won', false, false), decide('lost', false, false)]).toEqual(['as-ended', 'as-ended']);
    expect(decide('rejected', false, false)).toBe('in-hand');
  });

  it('leaves it to custody while the branch has it open again, or HQ shows an older state', () => {
    expect([
      decide('won', true),
      decide('lost', true),
      decide('gone', true),
      decide('lost', true, false),
    ]).toEqual(['custody', 'custody', 'custody', 'custody']);
    expect([decide('rejected', true), decide('re-routed', true)]).toEqual(['in-hand', 'in-hand']);
  });
});
