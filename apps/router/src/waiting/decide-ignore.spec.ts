import { expect, it } from '@jest/globals';
import { decideIgnore } from './decide-ignore.js';

type Facts = Parameters<typeof decideIgnore>[0];
const facts: Facts = {
  judged: { kind: 'manual', reason: null },
  progress: null,
  isEscalated: false,
  isInHand: false,
};
const ignored: Facts['judged'] = { kind: 'ignore', reason: { check: 'operator', found: 'ignored' } };

it.each<[string, Partial<Facts>, string]>([
  ['one that waits for a person', {}, 'ignore'],
  ['one that the rules ignore', { judged: { kind: 'ignore', reason: null } }, 'ignore'],
  ['one that a person ignores already', { judged: ignored }, 'ignored'],
  ['one that nobody has judged', { judged: null }, 'not-waiting'],
  ['the card of a deal that a branch has given to head office', { isEscalated: true }, 'escalated'],
  [
    'the card of a deal that a branch had given to head office',
    { judged: { kind: 'manual', reason: { check: 'stage', found: 'escalated' } } },
    'ignore',
  ],
  ['one on its way', { progress: 'on-its-way', isInHand: true }, 'on-its-way'],
  ['one that a branch has', { progress: 'handed-over' }, 'handed-over'],
  ['one in hand', { judged: { kind: 'transfer', reason: null }, isInHand: true }, 'ignore'],
  ['one in hand that was ignored before it was sent on', { judged: ignored, isInHand: true }, 'ignore'],
])('judges %s', (_, change, expected) => {
  const verdict = decideIgnore({ ...facts, ...change });
  expect(verdict.kind === 'refuse' ? verdict.why : verdict.kind).toBe(expected);
});
