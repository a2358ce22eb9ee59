/** A calendar day as the number of days since 1970-01-01, whatever the zone. */
export type Day = number;

export const dayMs = 86_400_000;

/** The days of a week from Monday on, as calendars name them. */
export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

/** The day of a date; months count from 1, and a day beyond the month's end runs into the next one. */
export function dayOfDate(year: number, month: number, date: number): Day {
  return Date.UTC(year, month - 1, date) / dayMs;
}

/** Year, month from 1 and date of a day. */
export function dateOfDay(day: Day): { year: number; month: number; date: number } {
  const at = new Date(day * dayMs);
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, date: at.getUTCDate() };
}

/** `2026-11-04`. */
export function writeDay(day: Day): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

/** The day that `2026-11-04` names, or null for what is no date, such as 30 February. */
export function readDay(text: string): Day | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const day = Date.parse(`${text}T00:00:00Z`) / dayMs;
  return Number.isNaN(day) || writeDay(day) !== text ? null : day;
}

/** 0 for Monday to 6 for Sunday. */
export function weekdayIndex(day: Day): number {
  return (((day + 3) % 7) + 7) % 7;
}

/** `mon` to `sun`. */
export function weekdayOf(day: Day): Weekday {
  return weekdays[weekdayIndex(day)] ?? 'mon';
}
