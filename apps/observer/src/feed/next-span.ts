/** What a poll reads with one walk of the feed: amoCRM's seconds, both ends included. Without `to` it reaches the present. */
export interface FeedSpan {
  /** Up to here the feed had been read before. */
  cursor: number;
  from: number;
  to?: number;
}

/** Events may appear late and clocks have whole seconds, so each span begins a little before the last one ended. */
const overlapSeconds = 30;
/** As far behind as no poll is but after a standstill; far longer than clocks differ. */
const standstillSeconds = 3600;
/** However little happened before: a week of a busy account may begin in the next hour, and one span is held in memory. */
const longestSeconds = 24 * 3600;
/** As many events as are kept in one transaction without much ado: ten pages of the feed. */
const manyEvents = 1000;

/**
 * The next span of a feed that was read up to `cursor`. One that is an hour behind is read an hour at a time, and twice
 * as long a time after a span of few events, up to a day, so that neither memory nor a transaction grows with the standstill.
 */
export function nextSpan(
  cursor: number,
  now: number,
  last: { span: FeedSpan; events: { length: number } } | null,
): FeedSpan {
  const from = cursor - overlapSeconds;
  const length = nextLength(last);
  return now - cursor <= Math.max(length, standstillSeconds)
    ? { cursor, from }
    : { cursor, from, to: cursor + length };
}

function nextLength(last: Parameters<typeof nextSpan>[2]): number {
  if (!last || last.span.to === undefined || last.events.length > manyEvents) return standstillSeconds;
  return Math.min((last.span.to - last.span.cursor) * 2, longestSeconds);
}
