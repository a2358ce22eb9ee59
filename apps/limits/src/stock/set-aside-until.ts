const changedMs = 2 * 60_000;
const [firstMs, longestMs] = [60_000, 6 * 3_600_000];

/** How often amoCRM refused a lead in a row, and whether it handed over others of the account since the first time. */
interface Refusals {
  refusals: number;
  areOthersGiven: boolean;
}

/**
 * Until when a lead is set aside, in epoch milliseconds. One that another person changed (null): until the journal must have
 * read that change. One that amoCRM refused: for a minute. The pauses double up to six hours only where other leads are
 * handed over: else nothing says that the refusals are about this lead, and all leads of the stock would be set aside.
 */
export function setAsideUntil(refused: Refusals | null, now: number): number {
  if (!refused) return now + changedMs;
  const { refusals, areOthersGiven } = refused;
  if (!areOthersGiven) return now + firstMs;
  return now + Math.min(firstMs * 2 ** Math.min(refusals - 1, 30), longestMs);
}
