import { expect, it } from '@jest/globals';
import { pauseOf } from './pause-of.js';

it.each([
  [1, 1],
  [2, 2],
  [3, 4],
  [9, 256],
  [10, 360],
  [5_000, 360],
])('a card that could not be read %i times waits %i minutes', (failedReads, minutes) => {
  expect(pauseOf(failedReads)).toBe(minutes * 60_000);
});
