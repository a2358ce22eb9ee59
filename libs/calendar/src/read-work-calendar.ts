import { message, type Facts, type Message, type NameIn } from '@hub/messages';
import { findCountry } from './countries.js';
import { readDay, weekdays, type Day, type Weekday } from './day.js';
import type { Hours, WorkCalendar } from './work-calendar.js';
import { isZone } from './zone-time.js';

/** One thing wrong with a calendar that a person wrote, and where, such as `week.mon[1]`. */
export interface CalendarProblem {
  readonly place: string;
  readonly problem: Message;
}

export type ReadCalendar =
  | { readonly ok: true; readonly calendar: WorkCalendar }
  | { readonly ok: false; readonly problems: readonly CalendarProblem[] };

type Fields = Readonly<Record<string, unknown>>;
type Report = (place: string, name: NameIn<'calendars'>, facts?: Facts) => void;

const members = ['timeZone', 'country', 'week', 'days', 'shortenByMinutes'];
const hourPattern = /^(\d{2}):([0-5]\d)-(\d{2}):([0-5]\d)$/;
const mostShortened = 480;

/**
 * Reads a calendar as parsed from JSON or YAML:
 *
 *     timeZone: Europe/Moscow
 *     country: ru                  # its holidays and moved days off; none when missing
 *     week: { mon: ['09:00-13:00', '14:00-18:00'], sat: ['10:00-16:00'] }
 *     days: [{ date: '2026-12-30', open: ['09:00-15:00'] }, { date: '2026-12-31', open: [] }]
 *     shortenByMinutes: 60         # on the day before a holiday; 60 when missing
 *
 * Every problem is reported at once; a calendar with any problem is none. Hours over midnight are refused: they are
 * written as two, the first up to 24:00.
 */
export function readWorkCalendar(value: unknown): ReadCalendar {
  const problems: CalendarProblem[] = [];
  const report: Report = (place, name, facts = {}) =>
    problems.push({ place, problem: message(`calendars.${name}`, facts) });
  const root = fieldsOf(value, '', members, report);
  const timeZone = isZone(root.timeZone) ? root.timeZone : null;
  if (timeZone === null) report('timeZone', 'zone');
  const country = readCountry(root.country, report);
  const week = readWeek(root.week, report);
  const days = readDays(root.days, report);
  const shortenByMinutes = root.shortenByMinutes ?? 60;
  if (!isMinutes(shortenByMinutes)) report('shortenByMinutes', 'minutes', { most: mostShortened });
  if (problems.length > 0 || timeZone === null || !isMinutes(shortenByMinutes))
    return { ok: false, problems };
  return { ok: true, calendar: { timeZone, country, week, days, shortenByMinutes } };
}

function isMinutes(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= mostShortened;
}

function fieldsOf(value: unknown, place: string, known: readonly string[], report: Report): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    report(place, 'object', { of: known });
    return {};
  }
  for (const name of Object.keys(value))
    if (!known.includes(name)) report(place === '' ? name : `${place}.${name}`, 'unknown', { of: known });
  return value as Fields;
}

function readCountry(value: unknown, report: Report): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' && findCountry(value)) return value;
  report('country', 'country');
  return null;
}

function readWeek(value: unknown, report: Report): WorkCalendar['week'] {
  const fields = fieldsOf(value, 'week', weekdays, report);
  const hoursOn = (day: Weekday) => readHours(fields[day] ?? [], `week.${day}`, report);
  const week = Object.fromEntries(weekdays.map((day) => [day, hoursOn(day)])) as Record<Weekday, Hours[]>;
  // Else the end of a working time would be unknown.
  if (weekdays.every((day) => isEmptyList(fields[day]))) report('week', 'never-open');
  return week;
}

function isEmptyList(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

function readDays(value: unknown, report: Report): ReadonlyMap<Day, readonly Hours[]> {
  const days = new Map<Day, readonly Hours[]>();
  if (value !== undefined && value !== null && !Array.isArray(value)) report('days', 'list');
  for (const [at, item] of (Array.isArray(value) ? value : []).entries()) {
    const place = `days[${at}]`;
    const { date, open } = fieldsOf(item, place, ['date', 'open'], report);
    const day = typeof date === 'string' ? readDay(date) : null;
    const hours = readHours(open, `${place}.open`, report);
    if (day === null) report(`${place}.date`, 'date');
    else if (days.has(day)) report(`${place}.date`, 'date-twice');
    else days.set(day, hours);
  }
  return days;
}

/** Hours in order and apart; hours that are wrong are left out and reported. */
function readHours(value: unknown, place: string, report: Report): Hours[] {
  if (!Array.isArray(value)) {
    report(place, 'list');
    return [];
  }
  const found: Hours[] = [];
  for (const [at, text] of value.entries()) {
    const here = `${place}[${at}]`;
    const hours = typeof text === 'string' ? readRange(text) : null;
    if (!hours) report(here, 'hours');
    else if (hours.to <= hours.from) report(here, 'over-midnight');
    else if (hours.from < (found.at(-1)?.to ?? 0)) report(here, 'order');
    else found.push(hours);
  }
  return found;
}

function readRange(text: string): Hours | null {
  const [fromHour, fromMinute, toHour, toMinute] = (hourPattern.exec(text)?.slice(1) ?? []).map(Number);
  if (fromHour === undefined || fromMinute === undefined || toHour === undefined || toMinute === undefined)
    return null;
  const [from, to] = [fromHour * 60 + fromMinute, toHour * 60 + toMinute];
  return from < 1440 && to <= 1440 ? { from, to } : null;
}
