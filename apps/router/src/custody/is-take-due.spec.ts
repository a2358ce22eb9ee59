import { describe, expect, it } from '@jest/globals';
import type { BranchCalendar } from '@hub/accounts';
import { isTakeDue } from './is-take-due.js';

/** Moscow, three hours ahead of UTC; 2026-03-02 is a Monday. */
const calendar: BranchCalendar = {
  timeZone: 'Europe/Moscow',
  weekdays: {
    1: [['09:00', '18:00']],
    2: [
      ['09:00', '13:00'],
      ['14:00', '18:00'],
    ],
    3: [
      ['09:00', '13:00'],
      ['15:00', '18:00'],
      ['15:00', '20:00'],
    ],
  },
  daysOff: ['2026-03-09'],
};
const handed = (at: string) => ({ handedAt: new Date(at), takeWithinMinutes: 60 });

describe('isTakeDue', () => {
  it.each<[string, string, string, boolean]>([
    ['an hour of work', '2026-03-02T10:00+03:00', '2026-03-02T11:00+03:00', true],
    ['less than an hour', '2026-03-02T10:00+03:00', '2026-03-02T10:59+03:00', false],
    ['the night does not count', '2026-03-02T17:30+03:00', '2026-03-03T09:29+03:00', false],
    ['but the next morning does', '2026-03-02T17:30+03:00', '2026-03-03T09:30+03:00', true],
    ['a break does not', '2026-03-03T12:30+03:00', '2026-03-03T14:29+03:00', false],
    ['hours that overlap count once', '2026-03-04T12:50+03:00', '2026-03-04T15:30+03:00', false],
    ['a day off does not', '2026-03-09T09:00+03:00', '2026-03-10T09:59+03:00', false],
  ])('%s', (_, from, to, expected) => {
    expect(isTakeDue(handed(from), calendar, new Date(to))).toBe(expected);
  });

  it('counts all hours of a branch without a calendar', () => {
    expect(isTakeDue(handed('2026-03-01T23:00Z'), null, new Date('2026-03-02T00:00Z'))).toBe(true);
  });
});
