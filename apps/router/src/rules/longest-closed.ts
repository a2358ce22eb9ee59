import type { BranchCalendar } from '@hub/accounts';
import { dayAt } from '@hub/calendar';
import { openHoursOf } from '../lead/branch-opening.js';

const days = 8;

/** The longest time in the next week, in milliseconds, for which none of these calendars is open. */
export function longestClosed(calendars: readonly BranchCalendar[], now: Date): number {
  const begin = now.getTime();
  const spans = calendars
    .flatMap((calendar) => {
      const hours = openHoursOf(calendar);
      const first = dayAt(begin, calendar.timeZone);
      return Array.from({ length: days }, (_, at) => hours.openOn(first + at).spans).flat();
    })
    .sort((one, other) => one.from - other.from);
  let [longest, openUntil] = [0, begin];
  for (const { from, to } of spans) {
    longest = Math.max(longest, from - openUntil);
    openUntil = Math.max(openUntil, to);
  }
  return Math.max(longest, begin + (days - 1) * 86_400_000 - openUntil);
}
