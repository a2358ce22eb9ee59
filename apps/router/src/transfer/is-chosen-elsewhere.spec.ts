import { expect, it } from '@jest/globals';
import { isChosenElsewhere } from './is-chosen-elsewhere.js';

it.each([
  ['nothing', null, '', false],
  ['the branch of the transfer', 'казань', '', false],
  ['another branch', 'Тверь', '', true],
  ['another branch than before', 'Тверь', 'Казань', true],
  ['what it showed when the branch was decided', 'тверь ', 'Тверь', false],
  ['nothing any more', '', 'Тверь', false],
  ['another branch, perhaps since before', 'Тверь', null, false],
])('«Филиал» shows %s', (_, shown, hqBranchName, expected) => {
  expect(isChosenElsewhere(shown, { branchName: 'Казань', hqBranchName })).toBe(expected);
});
