import { expect, it } from '@jest/globals';
import { outcomeOf } from './outcome-of.js';

it.each([
  [142, null, 'won'],
  [143, null, 'lost'],
  [7, null, 'open'],
  [142, 5, 'gone'],
] as const)('knows the outcome of a lead in stage %s that is gone at %s', (statusId, goneAt, outcome) => {
  expect(outcomeOf({ statusId, goneAt })).toBe(outcome);
});
