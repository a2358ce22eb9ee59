import { expect, it } from '@jest/globals';
import { countedFrom } from './counted-from.js';

it('gives the moments from which limits count, by the clocks of the account', () => {
  const now = Date.parse('2026-11-25T22:30:00Z');
  const seconds = (text: string) => Date.parse(text) / 1000;
  expect(countedFrom(now, 'Europe/Moscow')).toEqual({
    dayStart: seconds('2026-11-25T21:00:00Z'),
    lastWeekStart: seconds('2026-11-15T21:00:00Z'),
    lastMonthStart: seconds('2026-09-30T21:00:00Z'),
    daysAgo: seconds('2026-10-26T22:30:00Z'),
  });
});
