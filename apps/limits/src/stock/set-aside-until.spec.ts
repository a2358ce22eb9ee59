import { expect, it } from '@jest/globals';
import { setAsideUntil } from './set-aside-until.js';

const minutes = (refusals: number, areOthersGiven: boolean) =>
  setAsideUntil({ refusals, areOthersGiven }, 0) / 60_000;

it('sets a lead that somebody changed aside for two minutes', () => {
  expect(setAsideUntil(null, 0)).toBe(120_000);
});

it.each([
  [1, 1],
  [2, 2],
  [5, 16],
  [9, 256],
  [10, 360],
  [1_000, 360],
])(
  'sets a lead that was refused %s times while others were given aside for %s minutes',
  (refusals, expected) => {
    expect(minutes(refusals, true)).toBe(expected);
  },
);

it.each([
  [0, 1],
  [1, 1],
  [10, 1],
])('sets a lead that was refused %s times, as all were, aside for %s minutes', (refusals, expected) => {
  expect(minutes(refusals, false)).toBe(expected);
});
