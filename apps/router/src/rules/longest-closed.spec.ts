import { expect, it } from '@jest/globals';
import { longestClosed } from './longest-closed.js';

const calendar = (timeZone: string, ...numbers: number[]) => ({
  ...{ timeZone, daysOff: [] },
  weekdays: Object.fromEntries(numbers.map((day) => [day, [['09:00', '18:00']]])),
});
const hours = (...calendars: ReturnType<typeof calendar>[]) =>
  longestClosed(calendars, new Date('2026-11-23T06:00:00Z')) / 3_600_000;
const week = [1, 2, 3, 4, 5, 6, 7];

it('is the longest time in which nobody is open', () => {
  expect(hours(calendar('Europe/Moscow', ...week))).toBe(15);
  expect(hours(calendar('Europe/Moscow', 1, 2, 3, 4, 5))).toBe(15 + 48);
  // Nine hours later the day begins in Moscow as it ends in Kamchatka.
  expect(hours(calendar('Europe/Moscow', ...week), calendar('Asia/Kamchatka', ...week))).toBe(6);
  expect(hours(calendar('Europe/Moscow'))).toBe(7 * 24);
});
