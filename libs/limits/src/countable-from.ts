import { dayMs, minuteMs, type Limit, type Moment } from './limit.js';
import { isUnread, needOf, type Need, type Reach } from './questions.js';

/** Longer than any limit reaches back: by then it asks for nothing before today. */
const longestMs = 4_000 * dayMs;

/**
 * From when on (epoch milliseconds, to the minute) a limit asks for no history before that which the hub has, if its bound
 * stays. A later moment never asks for earlier history, so the first one is found by halving.
 */
export function countableFrom(
  limit: Pick<Limit, 'ask'>,
  bound: number,
  { reach }: { reach: (need: Need) => Reach },
  { now, zone }: Moment,
): number {
  const isCountable = (at: number) =>
    Object.values(limit.ask({ now: at, zone }, bound)).every(
      (question) => !isUnread(reach(needOf(question))),
    );
  let [before, after] = [now, now + longestMs];
  while (after - before > minuteMs) {
    const middle = Math.floor((before + after) / 2);
    if (isCountable(middle)) after = middle;
    else before = middle;
  }
  return after;
}
