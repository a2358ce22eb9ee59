const shortestMs = 60_000;
const longestMs = 6 * 3_600_000;

/**
 * How long a card that could not be read this many times in a row waits for the next try: each pause doubles the one
 * before.
 */
export function pauseOf(failedReads: number): number {
  return Math.min(longestMs, shortestMs * 2 ** Math.max(0, failedReads - 1));
}
