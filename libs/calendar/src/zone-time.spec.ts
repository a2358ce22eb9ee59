import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { weekdayIndex } from './day.js';
// By the entry: what the lib promises to others.
import {
  dayAt,
  daySpan,
  isZone,
  lastTimeOfDay,
  momentOf,
  monthSpan,
  readDay,
  weekSpan,
  writeDay,
  type Day,
} from './index.js';

const hourMs = 3_600_000;
const day = (text: string) => readDay(text) as Day;
const at = (text: string) => Date.parse(text);
const iso = (moment: number) => new Date(moment).toISOString();
const minute = (hour: number, rest = 0) => hour * 60 + rest;

describe('days', () => {
  it.each(['2026-02-30', '2026-2-3', '2025-02-29', '26-01-01', '2026-01-01T00:00', ''])(
    '%j is none',
    (text) => {
      expect(readDay(text)).toBeNull();
    },
  );

  it('are read as they are written, with their weekday', () => {
    expect(writeDay(day('2024-02-29'))).toBe('2024-02-29');
    expect([day('2026-11-30'), day('1969-12-29')].map(weekdayIndex)).toEqual([0, 0]);
  });

  it.each([
    ['Europe/Moscow', '2026-06-01', 24],
    ['Europe/Berlin', '2026-03-29', 23],
    ['Europe/Berlin', '2026-10-25', 25],
    ['Asia/Kolkata', '2026-10-25', 24],
    ['Australia/Lord_Howe', '2026-04-05', 24.5],
    // Midnight does not exist: clocks go from 00:00 to 01:00.
    ['Asia/Beirut', '2026-03-29', 23],
    // The day itself does not exist.
    ['Pacific/Apia', '2011-12-30', 0],
  ])('in %s the %s has %d hours', (zone, text, hours) => {
    const { from, to } = daySpan(day(text), zone);
    expect((to - from) / hourMs).toBe(hours);
  });
});

it('goes on where clocks are set back over midnight', () => {
  // In 2010 from 00:01 to 23:01 of the day before; it is 23:30 again.
  const dayThere = (moment: string) => writeDay(dayAt(at(moment), 'America/St_Johns'));
  expect(dayThere('2010-11-07T02:29:59Z')).toBe('2010-11-06');
  expect(dayThere('2010-11-07T03:00:00Z')).toBe('2010-11-07');
});

describe('a wall time', () => {
  it.each([
    ['is a moment of its zone', 'Europe/Moscow', '2026-06-01', minute(9), '2026-06-01T06:00:00.000Z'],
    ['is the midnight at the end', 'Europe/Moscow', '2026-06-01', 1440, '2026-06-01T21:00:00.000Z'],
    [
      'that is skipped is the end of the skip',
      'Europe/Berlin',
      '2026-03-29',
      150,
      '2026-03-29T01:00:00.000Z',
    ],
    ['right after a skip is the same', 'Europe/Berlin', '2026-03-29', 180, '2026-03-29T01:00:00.000Z'],
    ['that exists twice is the first', 'Europe/Berlin', '2026-10-25', 150, '2026-10-25T00:30:00.000Z'],
    ['after both is one', 'Europe/Berlin', '2026-10-25', 180, '2026-10-25T02:00:00.000Z'],
  ])('%s', (_what, zone, text, wall, moment) => {
    expect(iso(momentOf(day(text), wall, zone))).toBe(moment);
  });

  it('came last today or yesterday', () => {
    const last = (now: string) => iso(lastTimeOfDay(minute(19), 'Asia/Yekaterinburg', at(now)));
    expect(last('2026-06-02T13:59:59Z')).toBe('2026-06-01T14:00:00.000Z');
    expect(last('2026-06-02T14:00:00Z')).toBe('2026-06-02T14:00:00.000Z');
  });
});

describe('weeks and months', () => {
  it('begin at the midnights of the zone', () => {
    const sunday = at('2026-03-29T21:30:00Z');
    expect(weekSpan(sunday, 'Europe/Berlin')).toEqual({
      from: at('2026-03-22T23:00:00Z'),
      to: at('2026-03-29T22:00:00Z'),
    });
    // It is Monday in Moscow already.
    expect(weekSpan(sunday, 'Europe/Moscow').from).toBe(at('2026-03-29T21:00:00Z'));
    expect(monthSpan(sunday, 'Europe/Moscow')).toEqual({
      from: at('2026-02-28T21:00:00Z'),
      to: at('2026-03-31T21:00:00Z'),
    });
  });

  it('reach over the end of a year', () => {
    const january = at('2026-01-15T00:00:00Z');
    expect(monthSpan(january, 'UTC', -1)).toEqual({ from: at('2025-12-01'), to: at('2026-01-01') });
    expect(monthSpan(january, 'UTC', 12)).toEqual({ from: at('2027-01-01'), to: at('2027-02-01') });
  });
});

it('takes names of zones and no offsets', () => {
  const names = ['Europe/Moscow', 'UTC', 'America/Argentina/Ushuaia', '+03:00', 'Mars/Base', '', 'Moscow', 3];
  expect(names.map(isZone)).toEqual([true, true, true, false, false, false, false, false]);
});

describe('in every zone', () => {
  const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
  const moments = fc.integer({ min: at('1995-01-01'), max: at('2040-01-01') });
  const changeAfter = (moment: number, zone: string) =>
    Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO(zone).getTimeZoneTransition('next')
      ?.epochMilliseconds;
  /** Every second moment is near a change of the clocks, where a zone has one. */
  const places = fc
    .tuple(zones, moments, fc.option(fc.integer({ min: -26 * hourMs, max: 26 * hourMs })))
    .map(([zone, moment, apart]) => {
      const change = apart === null ? undefined : changeAfter(moment, zone);
      return { zone, moment: change === undefined ? moment : change + (apart ?? 0) };
    });
  const minutes = fc.integer({ min: 0, max: 1440 });
  const runs = { numRuns: 200 };

  it('a moment lies in its day, week and month', () => {
    fc.assert(
      fc.property(places, ({ zone, moment }) => {
        const today = daySpan(dayAt(moment, zone), zone);
        for (const { from, to } of [today, weekSpan(moment, zone), monthSpan(moment, zone)]) {
          expect(from).toBeLessThanOrEqual(moment);
          expect(to).toBeGreaterThan(moment);
        }
      }),
      runs,
    );
  });

  it('days, weeks and months follow each other without gaps', () => {
    fc.assert(
      fc.property(places, ({ zone, moment }) => {
        const one = dayAt(moment, zone);
        const span = daySpan(one, zone);
        expect(daySpan(one + 1, zone).from).toBe(span.to);
        expect(span.to).toBeGreaterThan(span.from);
        const [week, month] = [weekSpan(moment, zone), monthSpan(moment, zone)];
        expect(weekSpan(week.to, zone).from).toBe(week.to);
        expect(monthSpan(moment, zone, 1)).toEqual(monthSpan(month.to, zone));
        expect(monthSpan(moment, zone, 1).from).toBe(month.to);
      }),
      runs,
    );
  });

  it('a later minute is never an earlier moment, and none is outside its day', () => {
    fc.assert(
      fc.property(places, minutes, minutes, ({ zone, moment }, a, b) => {
        const one = dayAt(moment, zone);
        const [first, second] = [Math.min(a, b), Math.max(a, b)].map((minute) => momentOf(one, minute, zone));
        expect(first).toBeLessThanOrEqual(second!);
        const { from, to } = daySpan(one, zone);
        expect(first).toBeGreaterThanOrEqual(from);
        expect(second).toBeLessThanOrEqual(to);
      }),
      runs,
    );
  });

  it('the last time of day has passed, and its next one has not', () => {
    fc.assert(
      fc.property(places, fc.integer({ min: 0, max: 1439 }), ({ zone, moment }, wall) => {
        const last = lastTimeOfDay(wall, zone, moment);
        expect(last).toBeLessThanOrEqual(moment);
        expect(momentOf(dayAt(moment, zone) + 1, wall, zone)).toBeGreaterThan(moment);
        expect(moment - last).toBeLessThanOrEqual(49 * hourMs);
      }),
      runs,
    );
  });
});
