import { expect, it } from '@jest/globals';
import { isFlood } from './is-flood.js';

it.each([
  [0, 0, false],
  [100, 0, false],
  [101, 0, true],
  [5_000, 0, true],
  [5_000, 2, true],
  [1_000, 500, false],
  [1_000, 90, false],
])('%i dropped hints with %i real changes behind them', (dropped, real, expected) => {
  expect(isFlood(dropped, real)).toBe(expected);
});
