/** The lead of an ended leg, as far as the hub knows it without a call. */
export interface FormerLead {
  /** It was deleted or merged in its branch, which was certain then. */
  isGone: boolean;
  endedAt: Date;
  /** As the journal has it; null: it has not seen it. */
  seen: 'open' | 'closed' | 'gone' | null;
}

/**
 * Whether the lead of a former leg is read in its account, because its branch may have opened it again. What the journal shows
 * as open is read always: it may be late. Before a next leg makes its lead every other one is read as well, but for
 * those that were gone, and those that were read in the moment in which the next leg began (`nextBegunAt`; null: there is
 * no next leg).
 */
export function isToRead({ isGone, endedAt, seen }: FormerLead, nextBegunAt: Date | null): boolean {
  if (seen === 'open') return true;
  return nextBegunAt !== null && !isGone && endedAt < nextBegunAt;
}
