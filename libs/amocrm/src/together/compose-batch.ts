/** A waiting call, as far as it decides who travels with it. */
export interface Batchable {
  /** Calls of one group may share a request: the same work on the same list of one account. */
  group: string;
  /** What it is about: cards by kind and id, and phones or e-mails of a contact that it makes. */
  cards: readonly string[];
}

/**
 * Who leaves with the leader, which comes first: calls of its group in the order in which they came, `most` at most. No
 * card is in a batch twice, and no call overtakes an earlier one about one of its cards. `busy` are cards of calls that are
 * on their way.
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
    // Whoever stays behind keeps its cards: a later call about them has to stay as well.
    for (const card of one.cards) taken.add(card);
    if (isFree && one.group === leader.group) batch.push(one);
  }
  return batch;
}
