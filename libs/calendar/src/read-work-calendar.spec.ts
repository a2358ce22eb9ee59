import { describe, expect, it } from '@jest/globals';
import { readDay, type Day } from './day.js';
import { readWorkCalendar } from './read-work-calendar.js';

const good = {
  timeZone: 'Europe/Moscow',
  country: 'ru',
  week: { mon: ['09:00-13:00', '14:00-18:00'], sat: ['00:00-24:00'] },
  days: [{ date: '2026-12-31', open: [] }],
};

it('reads a calendar', () => {
  expect(readWorkCalendar(good)).toEqual({
    ok: true,
    calendar: {
      ...{ timeZone: 'Europe/Moscow', country: 'ru', shortenByMinutes: 60 },
      week: {
        ...{ tue: [], wed: [], thu: [], fri: [], sun: [], sat: [{ from: 0, to: 1440 }] },
        mon: [
          { from: 540, to: 780 },
          { from: 840, to: 1080 },
        ],
      },
      days: new Map([[readDay('2026-12-31') as Day, []]]),
    },
  });
});

it('takes null for what may be missing', () => {
  const missing = { timeZone: good.timeZone, week: good.week };
  const nulls = { country: null, days: null, shortenByMinutes: null, week: { ...good.week, tue: null } };
  expect(readWorkCalendar({ ...missing, ...nulls })).toEqual(readWorkCalendar(missing));
  expect(readWorkCalendar(missing)).toMatchObject({ ok: true });
});

describe('refuses, with the place', () => {
  it.each<[string, unknown, string[]]>([
    ['what is no record', [], [' object', 'timeZone zone', 'week object', 'week never-open']],
    ['an unknown zone', { ...good, timeZone: 'Europe/Mosow' }, ['timeZone zone']],
    ['an offset for a zone', { ...good, timeZone: '+03:00' }, ['timeZone zone']],
    ['an unknown country', { ...good, country: 'toString' }, ['country country']],
    ['an unknown field', { ...good, weeks: {} }, ['weeks unknown']],
    ['an unknown weekday', { ...good, week: { ...good.week, monday: [] } }, ['week.monday unknown']],
    ['hours that are no list', { ...good, week: { mon: '09:00-18:00' } }, ['week.mon list']],
    ['hours of another form', { ...good, week: { mon: ['9-18'] } }, ['week.mon[0] hours']],
    ['hours that do not exist', { ...good, week: { mon: ['09:00-24:30'] } }, ['week.mon[0] hours']],
    ['a number', { ...good, week: { mon: [9] } }, ['week.mon[0] hours']],
    ['hours over midnight', { ...good, week: { fri: ['22:00-02:00'] } }, ['week.fri[0] over-midnight']],
    ['hours without length', { ...good, week: { fri: ['10:00-10:00'] } }, ['week.fri[0] over-midnight']],
    ['overlap', { ...good, week: { fri: ['09:00-13:00', '12:00-18:00'] } }, ['week.fri[1] order']],
    ['disorder', { ...good, week: { fri: ['14:00-18:00', '09:00-13:00'] } }, ['week.fri[1] order']],
    ['a week without hours', { ...good, week: { mon: [], tue: null } }, ['week never-open']],
    ['days that are no list', { ...good, days: {} }, ['days list']],
    [
      'a date that does not exist',
      { ...good, days: [{ date: '2026-02-30', open: [] }] },
      ['days[0].date date'],
    ],
    ['a day twice', { ...good, days: [...good.days, ...good.days] }, ['days[1].date date-twice']],
    ['a day without hours', { ...good, days: [{ date: '2026-02-03' }] }, ['days[0].open list']],
    ['a part of a minute', { ...good, shortenByMinutes: 1.5 }, ['shortenByMinutes minutes']],
    [
      'several at once',
      { ...good, timeZone: 3, days: [null] },
      ['timeZone zone', 'days[0] object', 'days[0].open list', 'days[0].date date'],
    ],
  ])('%s', (_what, value, expected) => {
    const read = readWorkCalendar(value);
    const found = read.ok
      ? []
      : read.problems.map(({ place, problem }) => `${place} ${problem.key.replace('calendars.', '')}`);
    expect(found).toEqual(expected);
  });
});
