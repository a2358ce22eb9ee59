/** The part of a waiting call that decides with which calls it is batched. */
export interface Batchable {
  /** Calls of one group may share a request: the same work on the same list of one account. */
  group: string;
  /** What it is about: cards by kind and id, and phones or e-mails of a contact that it makes. */
  cards: readonly string[];
}

/**
 * The batch of a leader, which is its first call: calls of its group in the order of arrival, at most `most`. No card
 * is in a batch twice, and no call overtakes an earlier one about one of its cards. `busy` are the cards of running
 * calls.
 */
export function composeBatch<T extends Batchable>(
  leader: T,
  waiting: readonly T[],
  { most, busy }: { most: number; busy: Iterable<string> },
): T[] {
  const batch = [leader];
  const taken = new Set([...busy, ...leader.cards]);
  for (const one of waiting) {
    if (batch.length >= most) break;
    if (one === leader) continue;
    const isFree = one.cards.every((card) => !taken.has(card));
    // A call that is left out blocks its cards: a later call about them is left out as well.
    for (const card of one.cards) taken.add(card);
    if (isFree && one.group === leader.group) batch.push(one);
  }
  return batch;
}
