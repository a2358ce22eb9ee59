import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { weekdays } from './day.js';
// By the entry: what the lib promises to others.
import {
  daySpan,
  NeverOpen,
  OpenHours,
  readDay,
  readWorkCalendar,
  type Day,
  type WorkCalendar,
} from './index.js';
import type { Hours } from './work-calendar.js';

const hourMs = 3_600_000;
const at = (text: string) => Date.parse(text);
const day = (text: string) => readDay(text) as Day;
const iso = (moment: number) => new Date(moment).toISOString();

function open(calendar: object): OpenHours {
  const read = readWorkCalendar(calendar);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return new OpenHours(read.calendar);
}

const nineToSix = ['09:00-13:00', '14:00-18:00'];
const workdays = { mon: nineToSix, tue: nineToSix, wed: nineToSix, thu: nineToSix, fri: nineToSix };
const moscow = open({ timeZone: 'Europe/Moscow', country: 'ru', week: workdays });
const hoursOf = (hours: OpenHours, text: string) =>
  hours.openOn(day(text)).spans.reduce((sum, { from, to }) => sum + (to - from), 0) / hourMs;

describe('a day', () => {
  it.each([
    ['is what its weekday says', '2026-11-27', 8],
    ['is closed on a weekend', '2026-11-28', 0],
    ['is closed on a holiday', '2026-11-04', 0],
    ['is closed when a day off was moved to it', '2026-01-09', 0],
    ['is closed in place of a holiday on a Sunday', '2026-03-09', 0],
    ['is shorter before a holiday', '2026-11-03', 7],
    ['has the hours of the working day it takes the place of', '2025-11-01', 7],
  ])('%s', (_what, text, hours) => {
    expect(hoursOf(moscow, text)).toBe(hours);
  });

  it('is an hour of work shorter before a holiday, also where a break is near its end', () => {
    const week = { tue: ['09:00-17:00', '17:30-18:00'], mon: ['09:00-09:30'] };
    const late = open({ timeZone: 'Europe/Moscow', country: 'ru', week });
    const { spans } = late.openOn(day('2026-11-03'));
    expect(spans.map(({ to }) => iso(to))).toEqual(['2026-11-03T13:30:00.000Z']);
  });

  it('has hours of its own against everything else', () => {
    const days = [
      { date: '2026-11-04', open: ['10:00-12:00'] },
      { date: '2026-11-05', open: [] },
    ];
    const own = open({ timeZone: 'Europe/Moscow', country: 'ru', week: workdays, days });
    expect([hoursOf(own, '2026-11-04'), hoursOf(own, '2026-11-05')]).toEqual([2, 0]);
  });

  it('knows no holidays without a country', () => {
    const always = open({ timeZone: 'Europe/Moscow', week: { wed: ['00:00-24:00'] } });
    expect(hoursOf(always, '2026-11-04')).toBe(24);
  });

  it('says when its year has no decree', () => {
    expect(moscow.openOn(day('2026-12-31')).isFallback).toBe(false);
    expect(moscow.openOn(day('2028-01-10')).isFallback).toBe(true);
    const acrossYears = moscow.between(at('2026-12-30T00:00:00Z'), at('2027-01-12T00:00:00Z'));
    expect(acrossYears.isFallback).toBe(true);
    expect(moscow.add(at('2026-12-30T12:00:00Z'), hourMs).isFallback).toBe(false);
    expect(moscow.add(at('2026-12-30T12:00:00Z'), 8 * hourMs).isFallback).toBe(true);
  });

  it('loses or wins the hour that clocks skip or repeat', () => {
    const night = { sun: ['01:00-02:30', '02:30-04:00'] };
    const berlin = open({ timeZone: 'Europe/Berlin', week: night });
    const spans = (text: string) =>
      berlin.openOn(day(text)).spans.map(({ from, to }) => [iso(from), iso(to)]);
    expect(spans('2026-03-29')).toEqual([
      ['2026-03-29T00:00:00.000Z', '2026-03-29T01:00:00.000Z'],
      ['2026-03-29T01:00:00.000Z', '2026-03-29T02:00:00.000Z'],
    ]);
    expect(spans('2026-10-25')).toEqual([
      ['2026-10-24T23:00:00.000Z', '2026-10-25T00:30:00.000Z'],
      ['2026-10-25T00:30:00.000Z', '2026-10-25T03:00:00.000Z'],
    ]);
    const skipped = open({ timeZone: 'Europe/Berlin', week: { sun: ['02:00-03:00'] } });
    expect(skipped.openOn(day('2026-03-29')).spans).toEqual([]);
  });
});

describe('a moment', () => {
  it.each([
    ['2026-11-27T05:59:59Z', false, '2026-11-27T06:00:00.000Z'],
    ['2026-11-27T06:00:00Z', true, '2026-11-27T06:00:00.000Z'],
    ['2026-11-27T10:00:00Z', false, '2026-11-27T11:00:00.000Z'],
    ['2026-11-27T15:00:00Z', false, '2026-11-30T06:00:00.000Z'],
    ['2026-11-03T14:00:00Z', false, '2026-11-05T06:00:00.000Z'],
  ])('%s: open %j, from %s on', (moment, isOpen, next) => {
    expect(moscow.isOpenAt(at(moment))).toEqual({ isOpen, isFallback: false });
    expect(iso(moscow.opensNextAt(at(moment)).at)).toBe(next);
  });
});

describe('working time', () => {
  it.each([
    ['over lunch', '2026-11-27T09:30:00Z', 1, '2026-11-27T11:30:00.000Z'],
    ['up to the closing', '2026-11-27T06:00:00Z', 8, '2026-11-27T15:00:00.000Z'],
    ['over a weekend', '2026-11-27T14:00:00Z', 2, '2026-11-30T07:00:00.000Z'],
    ['from outside', '2026-11-28T12:00:00Z', 1, '2026-11-30T07:00:00.000Z'],
    ['over a short day and a holiday', '2026-11-03T13:00:00Z', 2, '2026-11-05T07:00:00.000Z'],
    ['none', '2026-11-28T12:00:00Z', 0, '2026-11-28T12:00:00.000Z'],
  ])('%s', (_what, from, hours, to) => {
    expect(iso(moscow.add(at(from), hours * hourMs).at)).toBe(to);
    expect(moscow.between(at(from), at(to)).workingMs).toBe(hours * hourMs);
  });

  it('is no part of a millisecond and never negative', () => {
    expect(() => moscow.add(0, 0.5)).toThrow(RangeError);
    expect(() => moscow.add(0, -1)).toThrow(RangeError);
    expect(moscow.between(at('2026-11-27'), at('2026-11-20')).workingMs).toBe(0);
  });

  it('has an end only where something opens', () => {
    const closed = new OpenHours({
      ...{ timeZone: 'UTC', country: null, days: new Map(), shortenByMinutes: 0 },
      week: { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] },
    });
    expect(() => closed.add(0, 1)).toThrow(NeverOpen);
    expect(() => closed.opensNextAt(0)).toThrow(NeverOpen);
    expect(closed.between(0, at('2026-01-01')).workingMs).toBe(0);
  });
});

describe('in any calendar', () => {
  const hours: fc.Arbitrary<Hours[]> = fc
    .uniqueArray(fc.integer({ min: 0, max: 96 }), { maxLength: 6 })
    .map((quarters) => {
      const ends = quarters.sort((a, b) => a - b).map((quarter) => quarter * 15);
      const pairs = Array.from({ length: Math.floor(ends.length / 2) }, (_, index) => index * 2);
      return pairs.map((index) => ({ from: ends[index]!, to: ends[index + 1]! }));
    });
  const calendars = fc
    .record({
      timeZone: fc.constantFrom(
        ...['Europe/Berlin', 'Europe/Moscow', 'Asia/Yekaterinburg', 'America/Havana', 'Australia/Lord_Howe'],
        ...['Asia/Beirut', 'Pacific/Apia', 'Asia/Kathmandu', 'America/St_Johns', 'UTC'],
      ),
      country: fc.constantFrom('ru', null),
      // Monday always opens, as the reader of calendars asks for.
      week: fc.array(hours, { minLength: 7, maxLength: 7 }).map(
        (lists): WorkCalendar['week'] =>
          ({
            ...Object.fromEntries(weekdays.map((name, index) => [name, lists[index] ?? []])),
            mon: lists[0]?.length ? lists[0] : [{ from: 540, to: 1080 }],
          }) as unknown as WorkCalendar['week'],
      ),
      days: fc
        .array(fc.tuple(fc.integer({ min: day('2025-01-01'), max: day('2027-12-31') }), hours), {
          maxLength: 5,
        })
        .map((entries) => new Map(entries)),
      shortenByMinutes: fc.integer({ min: 0, max: 480 }),
    })
    .map((calendar) => new OpenHours(calendar));
  // Around clock changes, holidays and years without a decree.
  const moments = fc.integer({ min: at('2025-01-01'), max: at('2028-01-01') });
  const durations = fc.integer({ min: 0, max: 200 * hourMs });
  const few = { numRuns: 100 };

  it('the time between a moment and what was added to it is what was added', () => {
    fc.assert(
      fc.property(calendars, moments, durations, (hours, from, workingMs) => {
        const { at: to } = hours.add(from, workingMs);
        expect(to).toBeGreaterThanOrEqual(from);
        expect(hours.between(from, to).workingMs).toBe(workingMs);
      }),
      few,
    );
  });

  it('adding the time between two moments leads to the second, or to the closing before it', () => {
    fc.assert(
      fc.property(calendars, moments, durations, (hours, from, later) => {
        const to = from + later;
        const { at: end } = hours.add(from, hours.between(from, to).workingMs);
        expect(end).toBeLessThanOrEqual(to);
        expect(hours.between(end, to).workingMs).toBe(0);
        if (end < to) expect(hours.isOpenAt(end).isOpen).toBe(false);
      }),
      few,
    );
  });

  it('times add up over a split', () => {
    fc.assert(
      fc.property(calendars, moments, durations, durations, (hours, from, first, second) => {
        const [middle, to] = [from + first, from + first + second];
        const between = (a: number, b: number) => hours.between(a, b).workingMs;
        expect(between(from, middle) + between(middle, to)).toBe(between(from, to));
        expect(between(from, to)).toBeGreaterThanOrEqual(0);
        expect(hours.add(hours.add(from, first).at, second).at).toBe(hours.add(from, first + second).at);
      }),
      few,
    );
  });

  it('open spans are in order, apart and inside their day', () => {
    const days = fc.integer({ min: day('2025-01-01'), max: day('2027-12-31') });
    fc.assert(
      fc.property(calendars, days, (hours, one) => {
        const spans = [...hours.openOn(one).spans, ...hours.openOn(one + 1).spans];
        spans.forEach(({ from, to }, index) => {
          expect(Number.isInteger(from) && Number.isInteger(to)).toBe(true);
          expect(to).toBeGreaterThan(from);
          expect(from).toBeGreaterThanOrEqual(spans[index - 1]?.to ?? from);
        });
      }),
      few,
    );
  });

  it('it is open exactly where the next opening is now', () => {
    fc.assert(
      fc.property(calendars, moments, (hours, moment) => {
        const { at: next } = hours.opensNextAt(moment);
        expect(hours.isOpenAt(moment).isOpen).toBe(next === moment);
        expect(hours.isOpenAt(next).isOpen).toBe(true);
        expect(hours.between(moment, next).workingMs).toBe(0);
      }),
      few,
    );
  });

  it('hours of a week of 24 hours are the days themselves', () => {
    const week = Object.fromEntries(weekdays.map((name) => [name, ['00:00-24:00']]));
    const berlin = open({ timeZone: 'Europe/Berlin', week });
    fc.assert(
      fc.property(fc.integer({ min: day('2025-01-01'), max: day('2028-01-01') }), (one) => {
        expect(berlin.openOn(one).spans).toEqual([daySpan(one, 'Europe/Berlin')]);
      }),
      few,
    );
  });
});
