import { countryYear, type CountryYear } from './country-year.js';
import { findCountry } from './countries.js';
import { dateOfDay, weekdayOf, type Day } from './day.js';
import type { Hours, WorkCalendar } from './work-calendar.js';
import { dayAt, momentOf, type Span } from './zone-time.js';

/** An answer, and whether it rests on a year whose decree is not known, so that days off may yet be moved. */
export type Reckoned<T> = T & { readonly isFallback: boolean };

/** Thrown when a calendar has nothing open for so long that the end of some working time cannot be said. */
export class NeverOpen extends Error {
  constructor(readonly since: number) {
    super(`Nothing is open in ${mostClosedDays} days after ${new Date(since).toISOString()}`);
    this.name = 'NeverOpen';
  }
}

const mostClosedDays = 400;
const mostDaysKept = 4_000;

/**
 * What a calendar is open at. Each day's hours become spans of epoch milliseconds once and are kept, so everything is
 * counted in whole milliseconds, and clock changes are in the spans already. Keep one per calendar.
 */
export class OpenHours {
  private readonly days = new Map<Day, Reckoned<{ spans: readonly Span[] }>>();
  private readonly years = new Map<number, CountryYear | null>();

  constructor(private readonly calendar: WorkCalendar) {}

  /** When it is open on a day: in order, apart, and none outside the day. */
  openOn(day: Day): Reckoned<{ spans: readonly Span[] }> {
    const known = this.days.get(day);
    if (known) return known;
    const { hours, isFallback } = this.hoursOf(day);
    const { timeZone } = this.calendar;
    const spans = hours
      .map(({ from, to }) => ({ from: momentOf(day, from, timeZone), to: momentOf(day, to, timeZone) }))
      .filter(({ from, to }) => from < to);
    if (this.days.size >= mostDaysKept) this.days.clear();
    this.days.set(day, { spans, isFallback });
    return { spans, isFallback };
  }

  /** Whether it is open at a moment. The moment of closing is closed. */
  isOpenAt(at: number): Reckoned<{ isOpen: boolean }> {
    const { spans, isFallback } = this.openOn(this.dayAt(at));
    return { isOpen: spans.some(({ from, to }) => from <= at && at < to), isFallback };
  }

  /** The first open moment, not before `at`. Throws `NeverOpen`. */
  opensNextAt(at: number): Reckoned<{ at: number }> {
    return this.walk(at, ({ from }) => from);
  }

  /**
   * The first moment by which so many milliseconds of working time have passed since `at`: the closing time rather than
   * the next opening, and `at` itself for none. Throws `RangeError` for a negative number or a part of one, `NeverOpen`.
   */
  add(at: number, workingMs: number): Reckoned<{ at: number }> {
    if (!Number.isSafeInteger(workingMs) || workingMs < 0) throw new RangeError(`${workingMs} ms to add`);
    if (workingMs === 0) return { at, isFallback: false };
    let left = workingMs;
    return this.walk(at, ({ from, to }) => {
      const end = from + left;
      left -= to - from;
      return left <= 0 ? end : null;
    });
  }

  /** How many milliseconds of working time lie between two moments; 0 when `to` is not after `from`. */
  between(from: number, to: number): Reckoned<{ workingMs: number }> {
    let [workingMs, isFallback] = [0, false];
    if (to <= from) return { workingMs, isFallback };
    const last = this.dayAt(to);
    for (let day = this.dayAt(from); day <= last; day += 1) {
      const open = this.openOn(day);
      isFallback ||= open.isFallback;
      for (const span of open.spans)
        workingMs += Math.max(0, Math.min(span.to, to) - Math.max(span.from, from));
    }
    return { workingMs, isFallback };
  }

  /** Goes through the open spans from `at` on, the first one cut at `at`, until `end` answers. */
  private walk(at: number, end: (span: Span) => number | null): Reckoned<{ at: number }> {
    let isFallback = false;
    let closedDays = 0;
    for (let day = this.dayAt(at); closedDays <= mostClosedDays; day += 1) {
      const open = this.openOn(day);
      isFallback ||= open.isFallback;
      const ahead = open.spans.filter(({ to }) => to > at);
      closedDays = ahead.length > 0 ? 0 : closedDays + 1;
      for (const { from, to } of ahead) {
        const found = end({ from: Math.max(from, at), to });
        if (found !== null) return { at: found, isFallback };
      }
    }
    throw new NeverOpen(at);
  }

  private dayAt(at: number): Day {
    return dayAt(at, this.calendar.timeZone);
  }

  private hoursOf(day: Day): Reckoned<{ hours: readonly Hours[] }> {
    const { week, days, shortenByMinutes } = this.calendar;
    const own = days.get(day);
    if (own) return { hours: own, isFallback: false };
    const year = this.yearOf(day);
    if (!year) return { hours: week[weekdayOf(day)], isFallback: false };
    const { isOff, like, isShort } = year.ruleOf(day);
    const hours = isOff ? [] : week[weekdayOf(like)];
    return { hours: isShort ? shorten(hours, shortenByMinutes) : hours, isFallback: year.isFallback };
  }

  private yearOf(day: Day): CountryYear | null {
    const { year } = dateOfDay(day);
    const known = this.years.get(year);
    if (known !== undefined) return known;
    const country = this.calendar.country === null ? null : findCountry(this.calendar.country);
    const made = country && countryYear(country, year);
    this.years.set(year, made);
    return made;
  }
}

/** Takes so many working minutes off the end of a day: what a break near its end takes up is no work. */
function shorten(hours: readonly Hours[], minutes: number): readonly Hours[] {
  let left = minutes;
  return hours
    .toReversed()
    .map(({ from, to }) => {
      const cut = Math.min(left, to - from);
      left -= cut;
      return { from, to: to - cut };
    })
    .filter(({ from, to }) => from < to)
    .toReversed();
}
