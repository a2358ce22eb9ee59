import { expect, it } from '@jest/globals';
import { judgeListed } from './judge-listed.js';

const row = (id: number, updatedAt: number) => ({ id, state: { updatedAt } });
const known = new Map([
  [2, { ...row(2, 10), goneAt: null }],
  [3, { ...row(3, 10), goneAt: null }],
  [4, { ...row(4, 10), goneAt: 20 }],
]);

it('takes rows that are new or not older than what is known', () => {
  expect(judgeListed([row(1, 5), row(2, 9), row(3, 10)], known)).toEqual({
    readings: [row(1, 5), row(3, 10)],
    doubted: [],
  });
});

it('doubts a row of a card that is gone, however new it is', () => {
  expect(judgeListed([row(4, 30)], known)).toEqual({ readings: [], doubted: [4] });
});
