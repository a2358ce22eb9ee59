import type { LegEnd } from '@hub/contracts';

/** What is known of an open HQ lead in the handed-over stage whose last leg has ended. */
interface StandingFacts {
  endedAs: LegEnd;
  /** The branch has opened its lead again, or HQ does not show yet what has become of it. */
  isUnfinished: boolean;
  /** The rules have the outcome in the branch close the HQ lead. */
  closesHqLead: boolean;
}

/**
 * What becomes of it: `in-hand`: no branch has the lead, although HQ has it open: a person, or the rules, say which one
 * is next; `as-ended`: the rules leave it there when its branch has won or lost it, and a branch that a person names
 * gets it; `custody`: the mirror is about to close it, or the leg to live again.
 */
export function decideStanding({
  endedAs,
  isUnfinished,
  closesHqLead,
}: StandingFacts): 'in-hand' | 'as-ended' | 'custody' {
  const isOutcome = endedAs === 'won' || endedAs === 'lost';
  if (isUnfinished && (isOutcome || endedAs === 'gone')) return 'custody';
  return isOutcome && !closesHqLead ? 'as-ended' : 'in-hand';
}
