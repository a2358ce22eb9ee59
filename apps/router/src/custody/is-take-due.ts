import type { BranchCalendar } from '@hub/accounts';
import { OpenHours, readDay, type WorkCalendar } from '@hub/calendar';

const minuteMs = 60_000;
const names = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** Whether the branch's working time since the hand-over has reached the agreed one. Without a calendar it works always. */
export function isTakeDue(
  { handedAt, takeWithinMinutes }: { handedAt: Date; takeWithinMinutes: number },
  calendar: BranchCalendar | null,
  now: Date,
): boolean {
  const neededMs = takeWithinMinutes * minuteMs;
  const [from, to] = [handedAt.getTime(), now.getTime()];
  if (to - from < neededMs) return false;
  return !calendar || new OpenHours(workCalendarOf(calendar)).between(from, to).workingMs >= neededMs;
}

/** A branch's opening hours as the calendar library reads them; they name no country, so no holidays but their own. */
function workCalendarOf({ timeZone, weekdays, daysOff }: BranchCalendar): WorkCalendar {
  const hoursOf = (number: number) =>
    (weekdays[String(number) as keyof typeof weekdays] ?? [])
      .map(([from, to]) => ({ from: minuteOf(from), to: minuteOf(to) }))
      .sort((one, other) => one.from - other.from);
  const week = Object.fromEntries(names.map((name, at) => [name, hoursOf(at + 1)]));
  const closed = daysOff.map((text) => readDay(text)).filter((day) => day !== null);
  return {
    ...{ timeZone, country: null, shortenByMinutes: 0 },
    week: week as unknown as WorkCalendar['week'],
    days: new Map(closed.map((day) => [day, []])),
  };
}

function minuteOf(clock: string): number {
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  return hour * 60 + minute;
}
