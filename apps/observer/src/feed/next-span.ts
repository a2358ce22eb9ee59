import { firstReachSeconds } from './poll-job.js';

/** What a poll reads with one walk of the feed: amoCRM's seconds, both ends included. Without `to` it reaches the present. */
export interface FeedSpan {
  /** Up to here the feed had been read before. */
  cursor: number;
  from: number;
  to?: number;
}

/** Events may appear late and clocks have whole seconds, so each span begins a little before the last one ended. */
const overlapSeconds = 30;
/** Only a poll after a standstill is so far behind; clocks differ by much less. */
const standstillSeconds = 3600;
/** However few events came before: many may follow in the next hour, and one span is kept in memory. */
const longestSeconds = 24 * 3600;
/** So many events are written in one transaction at once: ten pages of the feed. */
const manyEvents = 1000;

/**
 * Up to where a feed counts as read. A cursor in the future, of a clock that has been set back since, is ignored, as
 * before the first poll. Otherwise no change would be found until that moment.
 */
export function cursorOf(feedUntil: number | null, now: number): number {
  return feedUntil === null || feedUntil > now ? now - firstReachSeconds : feedUntil;
}

/** Up to where a span was read. An event of the future, by a clock that is ahead, takes the cursor no further than `now`. */
export function readUntil(
  { cursor, to }: FeedSpan,
  events: readonly { created_at: number }[],
  now: number,
): number {
  if (to !== undefined) return to;
  const latest = events.reduce((until, { created_at: at }) => Math.max(until, at), cursor);
  return Math.max(cursor, Math.min(latest, now));
}

/**
 * The next span of a feed that was read up to `cursor`. One that is two hours behind is read an hour at a time, and twice
 * as long a time after a span of few events, up to a day, so that neither memory nor a transaction grows with the standstill.
 */
export function nextSpan(
  cursor: number,
  now: number,
  last: { span: FeedSpan; events: { length: number } } | null,
): FeedSpan {
  const from = cursor - overlapSeconds;
  const length = nextLength(last);
  // What is committed as read lies an hour back: nearer the present, events may appear late, and clocks differ.
  return now - cursor <= length + standstillSeconds
    ? { cursor, from }
    : { cursor, from, to: cursor + length };
}

function nextLength(last: Parameters<typeof nextSpan>[2]): number {
  if (!last || last.span.to === undefined || last.events.length > manyEvents) return standstillSeconds;
  return Math.min((last.span.to - last.span.cursor) * 2, longestSeconds);
}
