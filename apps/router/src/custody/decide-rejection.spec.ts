import { expect, it } from '@jest/globals';
import { decideRejection } from './decide-rejection.js';

it.each([
  ['a first rejection', true, null, 'ask'],
  ['one that is under way', true, 'asked', 'stay'],
  ['one that is being opened again', true, 'opening', 'stay'],
  ['one that was kept and shows on', true, 'kept', 'stay'],
  ['one that has left and come back', true, 'withdrawn', 'ask'],
  ['a kept one that shows no more', false, 'kept', 'withdrawn'],
  ['no rejection', false, null, 'stay'],
  ['no rejection while the last is under way', false, 'closed', 'stay'],
] as const)('%s', (_, isRejected, last, expected) => {
  expect(decideRejection(isRejected, last)).toBe(expected);
});
