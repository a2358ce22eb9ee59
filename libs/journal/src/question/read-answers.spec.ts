import { expect, it } from '@jest/globals';
import type { AskedOfManagers } from './ask-about-managers.js';
import { readAnswers } from './read-answers.js';

const during = { from: 0, to: 1 };
const deals: AskedOfManagers = { of: 'activeDeals', userIds: [7, 8], during };
const due: AskedOfManagers = { of: 'oldestDue', userIds: [7], during };
const row = (at: number, userId: string, value: string | null) => ({ at, userId, value });

it('gives the answers by user, in the order of the questions', () => {
  const rows = [row(1, '7', null), row(0, '8', '0'), row(0, '7', '3')];
  expect(readAnswers([deals, due], rows)).toEqual([
    new Map([
      [8, 0],
      [7, 3],
    ]),
    new Map([[7, null]]),
  ]);
});

it.each([
  ['a user has no row', [row(0, '7', '3'), row(1, '7', '5')], 'activeDeals about user 8'],
  ['a question has no row', [row(0, '7', '3'), row(0, '8', '0')], 'oldestDue about user 7'],
  ['a count is null', [row(0, '7', '3'), row(0, '8', null), row(1, '7', '5')], 'activeDeals about user 8'],
])('throws where %s', (_, rows, missing) => {
  expect(() => readAnswers([deals, due], rows)).toThrow(`The journal has not answered ${missing}`);
});
