/** An event of a lead's history. */
interface OwnerEvent {
  type: string;
  /** Who became the owner. */
  ownerId: number | null;
  /** 0 is a robot; null: not known. */
  authorId: number | null;
  /** amoCRM's second. */
  moment: number;
}

/**
 * Who has given the HQ card to another owner since the escalation began: a robot accepts nothing. `unknown`: the event
 * is not in the history yet. `before`: whose the card was; null: not known yet.
 */
export function newOwner(
  { before, ownerId, since }: { before: number | null; ownerId: number; since: Date },
  history: readonly OwnerEvent[],
): 'none' | 'by-person' | 'by-robot' | 'unknown' {
  if (before === null || ownerId === before) return 'none';
  const from = Math.floor(since.getTime() / 1000);
  const given = history.findLast(
    (event) => event.type === ownerChanged && event.ownerId === ownerId && event.moment >= from,
  );
  if (!given) return 'unknown';
  return given.authorId === 0 ? 'by-robot' : 'by-person';
}

const ownerChanged = 'entity_responsible_changed';
