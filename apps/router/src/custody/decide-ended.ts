import type { LegEnd } from '@hub/contracts';

/** What is known of an open HQ lead in the handed-over stage whose last leg has ended. */
interface EndedFacts {
  endedAs: LegEnd;
  /** The branch has opened its lead again, or HQ does not show yet what has become of it. */
  isUnfinished: boolean;
  /** The hub has closed the HQ lead for the outcome in the branch. */
  wasClosed: boolean;
}

/**
 * What becomes of it: `in-hand`: no branch has the lead, although HQ has it open: a person, or the rules, say which one
 * is next; `as-ended`: its branch has won or lost it, and the hub has left it there, as the rules say or because HQ refused
 * to have it closed; a branch that a person names gets it; `custody`: the mirror is about to close it, or the leg to live again.
 */
export function decideEnded({
  endedAs,
  isUnfinished,
  wasClosed,
}: EndedFacts): 'in-hand' | 'as-ended' | 'custody' {
  const isOutcome = endedAs === 'won' || endedAs === 'lost';
  if (isUnfinished && (isOutcome || endedAs === 'gone')) return 'custody';
  return isOutcome && !wasClosed ? 'as-ended' : 'in-hand';
}
