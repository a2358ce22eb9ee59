/** A span of the feed, both ends included, in amoCRM's seconds. */
export interface FeedWindow {
  from: number;
  to: number;
}

const daySeconds = 86_400;
const longestSeconds = 32 * daySeconds;
/** As many events as one call brings. */
const fewEvents = 100;

/** How long the next window is: a day at first, and twice as long after one that fitted into one call. */
export function nextLength(last: { seconds: number; events: number } | null): number {
  if (!last || last.events > fewEvents) return daySeconds;
  return Math.min(longestSeconds, last.seconds * 2);
}

/**
 * The next window of the feed on the way back to `wantedFrom`: what lies before `feedFrom`, `seconds` long at most. Null
 * when history reaches back far enough. A window is read whole before the next one: the order of events is not promised.
 */
export function nextWindow(feedFrom: number, wantedFrom: number, seconds: number): FeedWindow | null {
  if (feedFrom <= wantedFrom) return null;
  return { from: Math.max(wantedFrom, feedFrom - seconds), to: feedFrom };
}
