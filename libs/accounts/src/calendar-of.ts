import type { BranchCalendar } from './branch.entity.js';

/** Opening hours as a request lists them, by weekday. */
export function calendarOf({
  timeZone,
  hours,
  daysOff,
}: {
  timeZone: string;
  hours: readonly { weekday: number; from: string; to: string }[];
  daysOff: string[];
}): BranchCalendar {
  const weekdays: BranchCalendar['weekdays'] = {};
  for (const { weekday, from, to } of hours) {
    const day = String(weekday) as keyof BranchCalendar['weekdays'];
    weekdays[day] = [...(weekdays[day] ?? []), [from, to]];
  }
  return { timeZone, weekdays, daysOff };
}
