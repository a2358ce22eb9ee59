import { expect, it } from '@jest/globals';
import { addFound } from './add-found.js';
import { isFlood } from './is-flood.js';

it('adds up all windows of a poll, so that a quiet last one makes no flood of real changes', () => {
  const busy = Array.from({ length: 500 }, (_, at) => ({ isMissed: at % 2 === 0 }));
  const first = addFound({ real: 0, missed: 0 }, busy);
  expect(first).toEqual({ real: 500, missed: 250 });
  const both = addFound(first, []);
  expect(both).toEqual(first);
  expect([isFlood(1000, both.real), isFlood(1000, 0)]).toEqual([false, true]);
});
