/**
 * Runs reads that do not depend on each other at once, and gives their results in this order; how fast calls go is the
 * account's budget's to say. Waits for all of them before it throws what the first that failed threw, so that no call is
 * left behind.
 */
export async function sideBySide<T, R>(items: readonly T[], read: (item: T) => Promise<R>): Promise<R[]> {
  const outcomes = await Promise.allSettled(items.map((item) => read(item)));
  return outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
}
