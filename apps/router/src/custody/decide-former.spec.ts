import { expect, it } from '@jest/globals';
import { isToRead, type FormerLead } from './decide-former.js';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 12, minute));
const left: FormerLead = { isGone: false, endedAt: at(5), seen: 'closed' };

it.each<[string, Partial<FormerLead>, Date | null, boolean]>([
  ['one that the journal shows as open, whatever else is known', { seen: 'open' }, null, true],
  ['one that was gone and is there again', { isGone: true, seen: 'open' }, at(9), true],
  ['one that was open when the next leg began with its end', { seen: 'open' }, at(5), true],
  ['a closed one, while nothing is about to be made', {}, null, false],
  ['a closed one before the next lead is made', {}, at(9), true],
  ['one that nobody has seen', { seen: null }, at(9), true],
  ['one that was read as the next leg began', {}, at(5), false],
  ['one that is gone', { isGone: true, seen: 'gone' }, at(9), false],
])('judges %s', (_, former, nextBegunAt, expected) => {
  expect(isToRead({ ...left, ...former }, nextBegunAt)).toBe(expected);
});
