/** What the hub knows of «Филиал» of an HQ lead, in amoCRM's seconds; null: nothing yet. */
interface KnownChanges {
  /** The last second that the hub has read «Филиал» in, or written it. */
  choiceReadAt: number | null;
  /** The second of the hub's own last write, which may have been made without a read. */
  hqWroteAt: number | null;
}

/**
 * Whether a hint about an HQ lead costs no read for «Филиал»: the hub has read the field since the change, or the
 * hint is of the very second of its own last write. A write without a read, as a mirror's, says nothing of what came
 * before it. What a person changes in such a second is found by the feed (`ChoicesInFeed`).
 */
export function isKnownChange(changedAt: number | null, { choiceReadAt, hqWroteAt }: KnownChanges): boolean {
  if (changedAt === null) return false;
  return changedAt === hqWroteAt || (choiceReadAt !== null && changedAt <= choiceReadAt);
}
