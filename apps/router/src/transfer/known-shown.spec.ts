import { expect, it } from '@jest/globals';
import { knownShown } from './known-shown.js';

const kazan = { branchId: 'kazan', isReRoute: false, hqBranchName: 'Казань' };

it.each([
  ['is what it was for the same branch', kazan, { branchId: 'kazan', shown: 'Тверь' }, 'Казань'],
  [
    'is what it shows now for a branch that was chosen by it',
    kazan,
    { branchId: 'tver', shown: 'Тверь' },
    'Тверь',
  ],
  ['is what it was where it was not read', kazan, { branchId: 'tver', shown: null }, 'Казань'],
  [
    'is what it shows now where nothing was known',
    { ...kazan, hqBranchName: null },
    { branchId: 'kazan', shown: '' },
    '',
  ],
  [
    'is what it was for a re-route',
    { ...kazan, isReRoute: true },
    { branchId: 'tver', shown: 'Тверь' },
    'Казань',
  ],
])('%s', (_, transfer, aim, expected) => {
  expect(knownShown(transfer, aim)).toBe(expected);
});
