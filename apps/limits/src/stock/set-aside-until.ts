const changedMs = 2 * 60_000;
const [firstMs, longestMs] = [60_000, 6 * 3_600_000];

/**
 * Until when a lead is set aside, in epoch milliseconds. One that another person changed: until the journal must have
 * read that change. One that amoCRM refused: pauses that double from a minute to six hours.
 */
export function setAsideUntil(refusals: number, now: number): number {
  if (refusals === 0) return now + changedMs;
  return now + Math.min(firstMs * 2 ** Math.min(refusals - 1, 30), longestMs);
}
