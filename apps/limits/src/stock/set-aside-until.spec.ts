import { expect, it } from '@jest/globals';
import { setAsideUntil } from './set-aside-until.js';

const minutes = (refusals: number) => setAsideUntil(refusals, 0) / 60_000;

it.each([
  [0, 2],
  [1, 1],
  [2, 2],
  [5, 16],
  [9, 256],
  [10, 360],
  [1_000, 360],
])('sets a lead that was refused %s times aside for %s minutes', (refusals, expected) => {
  expect(minutes(refusals)).toBe(expected);
});
