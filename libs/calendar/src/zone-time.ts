import { Temporal } from 'temporal-polyfill';
import { dateOfDay, dayMs, dayOfDate, weekdayIndex, writeDay, type Day } from './day.js';

/** A span of time in epoch milliseconds; `to` is its first moment no more. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Whether this names a zone, such as `Europe/Moscow`. Offsets such as +03:00 are no place: they know no summer. */
export function isZone(value: unknown): value is string {
  if (typeof value !== 'string' || !/^(UTC|[A-Za-z]+(\/[A-Za-z0-9_+-]+){1,2})$/.test(value)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Answers of `momentOf`: rules of zones are slow to ask, and the same few midnights are asked for again and again. */
const moments = new Map<string, number>();
const mostMoments = 5_000;

/**
 * The first moment, in epoch milliseconds, at which clocks of a zone show this minute of this day or a later one. So a
 * wall time that exists twice is its first pass, one that clocks skip is the moment after the skip, and a later minute is
 * never an earlier moment. 1440 is the midnight that ends the day. Throws `RangeError` for an unknown zone.
 */
export function momentOf(day: Day, minute: number, zone: string): number {
  const key = `${day}:${minute}:${zone}`;
  const known = moments.get(key);
  if (known !== undefined) return known;
  const found = findMoment(day, minute, zone);
  if (moments.size >= mostMoments) moments.clear();
  moments.set(key, found);
  return found;
}

function findMoment(day: Day, minute: number, zone: string): number {
  const { year, month, date } = dateOfDay(day + Math.floor(minute / 1440));
  const [hour, rest] = [Math.floor((minute % 1440) / 60), minute % 60];
  const wall = new Temporal.PlainDateTime(year, month, date, hour, rest);
  const found = wall.toZonedDateTime(zone, { disambiguation: 'earlier' });
  if (found.toPlainDateTime().equals(wall)) return found.epochMilliseconds;
  return found.getTimeZoneTransition('next')?.epochMilliseconds ?? found.epochMilliseconds;
}

/**
 * The day of a moment in a zone. Where clocks are set back over midnight, the new day goes on: a day that has begun is
 * never followed by the one before.
 */
export function dayAt(at: number, zone: string): Day {
  let day = Math.floor(at / dayMs);
  while (at < momentOf(day, 0, zone)) day--;
  while (at >= momentOf(day + 1, 0, zone)) day++;
  return day;
}

/** A day of a zone, from its first moment to the next day's: 23 or 25 hours long when clocks change. */
export function daySpan(day: Day, zone: string): Span {
  return { from: momentOf(day, 0, zone), to: momentOf(day + 1, 0, zone) };
}

/** The week, Monday to Sunday, that a moment lies in. */
export function weekSpan(at: number, zone: string): Span {
  const day = dayAt(at, zone);
  const monday = day - weekdayIndex(day);
  return { from: momentOf(monday, 0, zone), to: momentOf(monday + 7, 0, zone) };
}

/** The calendar month that a moment lies in, or the one so many months `later`; the month before is -1. */
export function monthSpan(at: number, zone: string, later = 0): Span {
  const { year, month } = dateOfDay(dayAt(at, zone));
  const first = (more: number) => momentOf(dayOfDate(year, month + more, 1), 0, zone);
  return { from: first(later), to: first(later + 1) };
}

/** The last moment, not after `now`, at which it became this minute of the day in a zone. */
export function lastTimeOfDay(minute: number, zone: string, now: number): number {
  const day = dayAt(now, zone);
  const today = momentOf(day, minute, zone);
  return today <= now ? today : momentOf(day - 1, minute, zone);
}

/** The first full minute that is not before a moment: what a person is promised for it is true once the clocks show it. */
export function promisedTime(at: number, zone: string): string {
  return clockTime(Math.ceil(at / 60_000) * 60_000, zone);
}

/** `2026-06-01 00:00`, as the clocks of a zone show it: the minute in which a moment lies. */
export function clockTime(at: number, zone: string): string {
  const time = new Intl.DateTimeFormat('ru', { timeZone: zone, hour: '2-digit', minute: '2-digit' });
  return `${writeDay(dayAt(at, zone))} ${time.format(at)}`;
}
