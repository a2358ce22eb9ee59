import { describe, expect, it } from '@jest/globals';
import { branchOpening } from './branch-opening.js';

const work: [string, string][] = [
  ['09:00', '13:00'],
  ['14:00', '18:00'],
];
const calendar = {
  timeZone: 'Asia/Yekaterinburg',
  weekdays: { 1: work, 2: work, 3: work, 4: work, 5: work },
  daysOff: ['2026-11-30'],
};
const at = (moment: string) => branchOpening(calendar, new Date(moment));

describe('branchOpening', () => {
  it.each([
    ['2026-11-27T04:00:00Z', true, null],
    ['2026-11-27T08:30:00Z', false, '2026-11-27T09:00:00.000Z'],
    ['2026-11-27T13:00:00Z', false, '2026-12-01T04:00:00.000Z'],
    ['2026-11-30T05:00:00Z', false, '2026-12-01T04:00:00.000Z'],
  ])('goes by the hours of the branch in its own zone, and its days off: %s', (moment, isOpen, opensAt) => {
    expect(at(moment)).toEqual({ isOpen, opensAt });
  });

  it('cannot say when a branch opens that never does', () => {
    const never = { timeZone: 'Europe/Moscow', weekdays: {}, daysOff: [] };
    expect(branchOpening(never, new Date(0))).toEqual({ isOpen: false, opensAt: null });
  });

  it('does not close at midnight between two spans, and takes overlapping spans for one', () => {
    const night = {
      timeZone: 'UTC',
      weekdays: {
        5: [['20:00', '23:59'] as [string, string]],
        6: [
          ['00:00', '04:00'],
          ['03:00', '05:00'],
        ] as [string, string][],
      },
      daysOff: [],
    };
    expect(branchOpening(night, new Date('2026-11-27T23:59:30Z')).isOpen).toBe(true);
    expect(branchOpening(night, new Date('2026-11-28T04:30:00Z')).isOpen).toBe(true);
  });
});
