import { expect, it } from '@jest/globals';
import { ownerTaskDue } from './owner-task-due.js';

/** Monday to Friday, 09:00 to 18:00 in Moscow, which is three hours ahead of UTC. */
const hours: [string, string][] = [['09:00', '18:00']];
const calendar = {
  timeZone: 'Europe/Moscow',
  weekdays: { 1: hours, 2: hours, 3: hours, 4: hours, 5: hours },
  daysOff: ['2026-11-30'],
};
const closed = { ...calendar, weekdays: {} };

it.each([
  ['in working time', calendar, '2026-11-25T10:00:00Z', '2026-11-25T11:00:00.000Z'],
  ['before the branch opens', calendar, '2026-11-25T01:00:00Z', '2026-11-25T07:00:00.000Z'],
  ['shortly before it closes', calendar, '2026-11-25T14:30:00Z', '2026-11-26T06:30:00.000Z'],
  ['over a week-end and a day off', calendar, '2026-11-27T14:45:00Z', '2026-12-01T06:45:00.000Z'],
  ['without opening hours', null, '2026-11-28T22:00:00Z', '2026-11-28T23:00:00.000Z'],
  ['where nothing is ever open', closed, '2026-11-28T22:00:00Z', '2026-11-28T23:00:00.000Z'],
])('is due an hour of work later: %s', (_, hoursOfBranch, now, due) => {
  expect(ownerTaskDue(hoursOfBranch, 60, new Date(now)).toISOString()).toBe(due);
});
