import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decideCustody, type CustodyDecision, type CustodyEvent, type LegState } from './decide-custody.js';

const states = {
  'on-way': { state: 'on-way' },
  'in-branch': { state: 'in-branch' },
  leaving: { state: 'leaving', why: 'rejected' },
  won: { state: 'ended', as: 'won', isLast: true, isInHand: false },
  lost: { state: 'ended', as: 'lost', isLast: true, isInHand: false },
  succeeded: { state: 'ended', as: 'lost', isLast: false, isInHand: false },
  'succeeded by one that was left': { state: 'ended', as: 'lost', isLast: false, isInHand: true },
  gone: { state: 'ended', as: 'gone', isLast: true, isInHand: true },
  'gone before another': { state: 'ended', as: 'gone', isLast: false, isInHand: false },
  're-routed': { state: 'ended', as: 're-routed', isLast: false, isInHand: false },
  rejected: { state: 'ended', as: 'rejected', isLast: true, isInHand: true },
  'rejected before another': { state: 'ended', as: 'rejected', isLast: false, isInHand: true },
} satisfies Record<string, LegState>;

const events = {
  open: { kind: 'seen', lead: 'open' },
  won: { kind: 'seen', lead: 'won' },
  lost: { kind: 'seen', lead: 'lost' },
  gone: { kind: 'seen', lead: 'gone' },
  leave: { kind: 'leave', why: 'not-taken' },
  left: { kind: 'left' },
  kept: { kind: 'kept' },
} satisfies Record<string, CustodyEvent>;

/** Each state's answers to the events, in their order; `-` is `stay`. */
const table: Record<keyof typeof states, string> = {
  'on-way': '- - - - refuse refuse -',
  'in-branch': '- end:won end:lost end:gone leaving:not-taken refuse -',
  leaving: '- end:won - - refuse end:rejected in-branch',
  won: 're-open - end:lost - refuse refuse -',
  lost: 're-open end:won - - refuse refuse -',
  succeeded: '- end:won - - refuse refuse -',
  'succeeded by one that was left': 'resume end:won - - refuse refuse -',
  gone: 're-open end:won end:lost - refuse refuse -',
  'gone before another': '- - - - refuse refuse -',
  're-routed': '- - - - refuse refuse -',
  rejected: 'resume - - - refuse refuse -',
  'rejected before another': 'resume - - - refuse refuse -',
};

function write(decision: CustodyDecision): string {
  if (decision.kind === 'stay') return '-';
  if (decision.kind === 'end') return `end:${decision.as}`;
  return decision.kind === 'leaving' ? `leaving:${decision.why}` : decision.kind;
}

describe('decideCustody', () => {
  it.each(Object.keys(table) as (keyof typeof states)[])('answers as its table says: %s', (state) => {
    const answers = Object.values(events).map((event) => write(decideCustody(states[state], event)));
    expect(answers.join(' ')).toBe(table[state]);
  });

  it('lets a trail have a living leg again only where none came after it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<LegState>(...Object.values(states)),
        fc.constantFrom<CustodyEvent>(...Object.values(events)),
        (leg, event) => {
          const { kind } = decideCustody(leg, event);
          if (kind === 're-open') expect(leg).toMatchObject({ state: 'ended', isLast: true });
          if (kind === 'resume') expect(leg).toMatchObject({ state: 'ended', isInHand: true });
          if (kind === 'leaving') expect(leg.state).toBe('in-branch');
        },
      ),
    );
  });
});
