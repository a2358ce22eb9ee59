import { describe, expect, it } from '@jest/globals';
import { countries } from './countries.js';
import { countryYear, missingYears, type Country } from './country-year.js';
import { dayOfDate, readDay, weekdayIndex, writeDay, type Day } from './day.js';

const russia = countries.ru!;

/** Days of a year that are off or short for who works Monday to Friday. */
function fiveDayWeek(country: Country, year: number) {
  const rules = countryYear(country, year);
  const days = { working: [] as string[], off: [] as string[], short: [] as string[] };
  for (let day = dayOfDate(year, 1, 1); day < dayOfDate(year + 1, 1, 1); day += 1) {
    const { isOff, like, isShort } = rules.ruleOf(day);
    const isWorked = !isOff && weekdayIndex(like) < 5;
    days[isWorked ? 'working' : 'off'].push(writeDay(day));
    if (isWorked && isShort) days.short.push(writeDay(day));
  }
  return days;
}

const isWeekday = (text: string) => weekdayIndex(readDay(text) as Day) < 5;

describe('Russia', () => {
  it('has 247 working days in 2025, as the calendar of that year says', () => {
    const { working, off, short } = fiveDayWeek(russia, 2025);
    expect([working.length, off.length]).toEqual([247, 118]);
    expect(short).toEqual(['2025-03-07', '2025-04-30', '2025-06-11', '2025-11-01']);
    const january = ['01', '02', '03', '06', '07', '08'].map((date) => `2025-01-${date}`);
    const moved = ['2025-05-01', '2025-05-02', '2025-05-08', '2025-05-09', '2025-06-12', '2025-06-13'];
    const autumn = ['2025-11-03', '2025-11-04', '2025-12-31'];
    expect(off.filter(isWeekday)).toEqual([...january, ...moved, ...autumn]);
    expect(working.filter((day) => !isWeekday(day))).toEqual(['2025-11-01']);
  });

  it('has 247 working days in 2026, as the calendar of that year says', () => {
    const { working, off, short } = fiveDayWeek(russia, 2026);
    expect([working.length, off.length]).toEqual([247, 118]);
    expect(short).toEqual(['2026-04-30', '2026-05-08', '2026-06-11', '2026-11-03']);
    const january = ['01', '02', '05', '06', '07', '08', '09'].map((date) => `2026-01-${date}`);
    const spring = ['2026-02-23', '2026-03-09', '2026-05-01', '2026-05-11', '2026-06-12'];
    expect(off.filter(isWeekday)).toEqual([...january, ...spring, '2026-11-04', '2026-12-31']);
  });

  it('goes by the law alone in a year whose decree is not known', () => {
    expect(countryYear(russia, 2026).isFallback).toBe(false);
    expect(countryYear(russia, 2030).isFallback).toBe(true);
    const { off, short } = fiveDayWeek(russia, 2030);
    // 23 February 2030 is a Saturday. 5 and 6 January are a weekend too and move nothing.
    expect(off.filter(isWeekday)).toEqual([
      ...['01', '02', '03', '04', '07', '08'].map((date) => `2030-01-${date}`),
      ...['2030-02-25', '2030-03-08', '2030-05-01', '2030-05-09', '2030-06-12', '2030-11-04'],
    ]);
    expect(short).toEqual([
      '2030-02-22',
      '2030-03-07',
      '2030-04-30',
      '2030-05-08',
      '2030-06-11',
      '2030-12-31',
    ]);
  });

  it.each(Object.entries(russia.decrees).map(([year, decree]) => ({ year, decree })))(
    'moves days off of $year within that year, from days off to working days',
    ({ year, decree }) => {
      expect(decree.source).toMatch(/от \d\d\.\d\d\.\d{4} № \d+$/);
      const holidays = russia.holidays.map((date) => `${year}-${date}`);
      for (const [from, to] of decree.moved) {
        expect([from.slice(0, 4), to.slice(0, 4)]).toEqual([year, year]);
        expect([isWeekday(from), isWeekday(to)]).toEqual([false, true]);
        expect(holidays).not.toContain(to);
      }
    },
  );
});

describe('a day off that moves by itself', () => {
  const lawOf = (...holidays: string[]): Country => ({ holidays, unmoved: [], decrees: {} });
  const weekdaysOff = (country: Country) => fiveDayWeek(country, 2026).off.filter(isWeekday);

  it('passes holidays and days off that are taken already', () => {
    // Saturday and Sunday, and a holiday on the Monday after.
    expect(weekdaysOff(lawOf('03-07', '03-08', '03-09'))).toEqual(['2026-03-09', '2026-03-10', '2026-03-11']);
  });

  it('goes to a Saturday that works', () => {
    const country: Country = {
      ...lawOf('03-13', '03-14', '03-15'),
      decrees: { 2026: { source: '', moved: [['2026-03-21', '2026-03-16']] } },
    };
    const { off } = fiveDayWeek(country, 2026);
    expect(off.filter(isWeekday)).toEqual(['2026-03-13', '2026-03-16', '2026-03-17', '2026-03-18']);
    expect(off).not.toContain('2026-03-21');
  });
});

describe('years that have no decree', () => {
  it.each([
    ['2026-11-30', []],
    ['2026-12-01', [2027]],
    ['2027-01-01', [2027]],
    ['2027-12-31', [2027, 2028]],
  ])('on %s are %j', (today, missing) => {
    expect(missingYears(russia, readDay(today) as Day)).toEqual(missing);
  });
});
