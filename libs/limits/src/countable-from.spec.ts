import { expect, it } from '@jest/globals';
import { countableFrom } from './countable-from.js';
import { limits } from './limits.js';
import type { Need } from './questions.js';

const now = Date.parse('2026-05-20T10:00:00Z');
/** History begins on the tenth of April, a Friday, at noon by the clocks of the account. */
const historyFrom = Date.parse('2026-04-10T09:00:00Z');
const reach = (need: Need) => (need.what === 'history' && need.since < historyFrom ? 'ended' : 'whole');

it.each([
  ['daysWithoutSale', 90, '2026-07-09T09:00:00Z'],
  ['salesLastMonth', 2, '2026-05-31T21:00:00Z'],
])('says when history reaches back far enough for %s with %i', (name, bound, from) => {
  const limit = limits.find((one) => one.name === name)!;
  const found = countableFrom(limit, bound, { reach }, { now, zone: 'Europe/Moscow' });
  expect(Math.abs(found - Date.parse(from))).toBeLessThanOrEqual(60_000);
});
