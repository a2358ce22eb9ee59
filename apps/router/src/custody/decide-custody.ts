import type { LegEnd } from '@hub/contracts';

/** The state of a leg. `ended` says what ended it, and whether the trail is in hand, or people have taken it off hand. */
export type LegState =
  | { state: 'on-way' }
  | { state: 'in-branch' }
  | { state: 'leaving'; why: LeaveCause }
  | { state: 'ended'; as: LegEnd; isLast: boolean; isInHand: boolean };

/** Why a branch loses a lead to another one. */
export type LeaveCause = Extract<LegEnd, 're-routed' | 'rejected' | 'not-taken'>;

/** An event of the branch lead, or a request about it. */
export type CustodyEvent =
  /** The branch lead as it is now. */
  | { kind: 'seen'; lead: 'open' | 'won' | 'lost' | 'gone' }
  /** A person or a rule wants the lead to leave the branch. */
  | { kind: 'leave'; why: LeaveCause }
  /** The hub has closed the branch lead and has read it again: it is closed. */
  | { kind: 'left' }
  /** A manager took the branch lead just before it was closed. */
  | { kind: 'kept' };

export type CustodyDecision =
  | { kind: 'stay' }
  | { kind: 'end'; as: LegEnd }
  /** An ended leg lives again. */
  | { kind: 're-open' }
  /** Its lead lives again while its trail is in hand: the trail goes on with it, if its account says so too. */
  | { kind: 'resume' }
  | { kind: 'leaving'; why: LeaveCause }
  | { kind: 'in-branch' }
  /** It cannot be done now: the leg is somewhere else. */
  | { kind: 'refuse' };

/**
 * Decides the next state of a leg. One row per state; what a row does not name is `stay`, or `refuse` for a request.
 *
 * | state            | seen open | seen won | seen lost | seen gone | leave   | left           | kept      |
 * | ---------------- | --------- | -------- | --------- | --------- | ------- | -------------- | --------- |
 * | on-way           |           |          |           |           | refuse  | refuse         |           |
 * | in-branch        |           | end won  | end lost  | end gone  | leaving | refuse         |           |
 * | leaving          |           | end won  |           |           | refuse  | end: its cause | in-branch |
 * | ended won, lost  | re-open   | end won  | end lost  |           | refuse  | refuse         |           |
 * | ended gone, last | re-open   | end won  | end lost  |           | refuse  | refuse         |           |
 * | ended otherwise  | resume    |          |           |           | refuse  | refuse         |           |
 *
 * A leaving leg is closed by the hub itself, so that `seen lost` proves nothing there, and a lead that is gone has left
 * as well. A lead that was gone can be restored. A leg lives again only while it is the last of its trail: another one
 * may have a living lead by then. A trail in hand goes on with whatever former lead is open, as a new leg (`resume-leg.ts`);
 * where it is not in hand, `resume` is `stay`.
 */
export function decideCustody(leg: LegState, event: CustodyEvent): CustodyDecision {
  switch (event.kind) {
    case 'seen':
      return decideSeen(leg, event.lead);
    case 'leave':
      return leg.state === 'in-branch' ? { kind: 'leaving', why: event.why } : { kind: 'refuse' };
    case 'left':
      return leg.state === 'leaving' ? { kind: 'end', as: leg.why } : { kind: 'refuse' };
    case 'kept':
      return leg.state === 'leaving' ? { kind: 'in-branch' } : { kind: 'stay' };
  }
}

type Seen = Extract<CustodyEvent, { kind: 'seen' }>['lead'];

function decideSeen(leg: LegState, lead: Seen): CustodyDecision {
  switch (leg.state) {
    case 'on-way':
      return { kind: 'stay' };
    case 'in-branch':
      return lead === 'open' ? { kind: 'stay' } : { kind: 'end', as: lead };
    case 'leaving':
      return lead === 'won' ? { kind: 'end', as: 'won' } : { kind: 'stay' };
    case 'ended': {
      const isOutcome = leg.as === 'gone' ? leg.isLast : leg.as === 'won' || leg.as === 'lost';
      if (lead === 'open' && isOutcome && leg.isLast) return { kind: 're-open' };
      if (lead === 'open' && leg.isInHand) return { kind: 'resume' };
      if (lead === 'open' || !isOutcome) return { kind: 'stay' };
      return lead === 'gone' || lead === leg.as ? { kind: 'stay' } : { kind: 'end', as: lead };
    }
  }
}
