import type { BranchCalendar } from '@hub/accounts';
import { NeverOpen, OpenHours, readDay, type WorkCalendar } from '@hub/calendar';
import type { Opening } from '../rule/facts.js';

type Week = WorkCalendar['week'];

const weekdays: Record<keyof Week, keyof BranchCalendar['weekdays']> = {
  ...{ mon: '1', tue: '2', wed: '3', thu: '4', fri: '5', sat: '6', sun: '7' },
};

/** Whether a branch with this calendar is open at `now`, in its own time zone, and when it opens next. */
export function branchOpening(calendar: BranchCalendar, now: Date): Opening {
  const hours = openHoursOf(calendar);
  const { isOpen } = hours.isOpenAt(now.getTime());
  if (isOpen) return { isOpen, opensAt: null };
  try {
    return { isOpen, opensAt: new Date(hours.opensNextAt(now.getTime()).at).toISOString() };
  } catch (error) {
    if (!(error instanceof NeverOpen)) throw error;
    return { isOpen, opensAt: null };
  }
}

/** The hours of a branch; days off win over weekdays. */
export function openHoursOf({ timeZone, weekdays: written, daysOff }: BranchCalendar): OpenHours {
  const on = (day: keyof Week) => hoursOf(written[weekdays[day]] ?? []);
  const week = {
    ...{ mon: on('mon'), tue: on('tue'), wed: on('wed'), thu: on('thu') },
    ...{ fri: on('fri'), sat: on('sat'), sun: on('sun') },
  };
  const off = daysOff.map(readDay).filter((day) => day !== null);
  const days = new Map(off.map((day) => [day, []]));
  return new OpenHours({ timeZone, country: null, week, days, shortenByMinutes: 0 });
}

/** In order and apart; spans that overlap become one. */
function hoursOf(spans: readonly [from: string, to: string][]): { from: number; to: number }[] {
  const found = spans.map(([from, to]) => ({ from: minutesOf(from), to: minutesOf(to) }));
  const ordered = found.filter(({ from, to }) => from < to).sort((one, other) => one.from - other.from);
  const apart: { from: number; to: number }[] = [];
  for (const span of ordered) {
    const last = apart.at(-1);
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else apart.push({ ...span });
  }
  return apart;
}

/** The last minute of the day is its end: a branch that closes at 23:59 and opens at 00:00 does not close. */
function minutesOf(clock: string): number {
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  const minutes = hour * 60 + minute;
  return minutes === 1439 ? 1440 : minutes;
}
