import { dayAt, daySpan, monthSpan, weekSpan } from '@hub/calendar';
import type { CountedFrom } from '@hub/journal';

const dayMs = 86_400_000;
/** How far back limit 6 is shown as ready; where its setting is known, its own number of days counts. */
const shownDays = 30;

/** The moments from which limits count at `now` (milliseconds), by the clocks of a zone, in seconds. */
export function countedFrom(now: number, zone: string): CountedFrom {
  const { from: thisWeek } = weekSpan(now, zone);
  const seconds = (ms: number) => Math.floor(ms / 1000);
  return {
    dayStart: seconds(daySpan(dayAt(now, zone), zone).from),
    lastWeekStart: seconds(weekSpan(thisWeek - 1, zone).from),
    lastMonthStart: seconds(monthSpan(now, zone, -1).from),
    daysAgo: seconds(now - shownDays * dayMs),
  };
}
