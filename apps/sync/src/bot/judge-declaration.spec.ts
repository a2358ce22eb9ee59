import { describe, expect, it } from '@jest/globals';
import { judgeDeclaration } from './judge-declaration.js';

const bots = [
  { id: 1, name: 'Бот', isOn: true },
  { id: 2, name: 'Бот · v1 · hub-a', isOn: false },
  { id: 3, name: 'Бот · v1 · hub-a', isOn: true },
  { id: 4, name: 'Бот · v2 · hub-b', isOn: false },
];

describe('judgeDeclaration', () => {
  it.each([
    ['hub-a', null, { amoBotId: 3, isSeen: true }],
    ['hub-a', 3, { amoBotId: 3, isSeen: true }],
    ['hub-a', 2, { refusal: 'off' }],
    ['hub-a', 1, { refusal: 'unmarked' }],
    ['hub-a', 9, { refusal: 'missing' }],
    ['hub-b', null, { refusal: 'off' }],
    ['hub-c', null, { refusal: 'missing' }],
  ])('%s as %s: %j', (mark, amoBotId, expected) => {
    expect(judgeDeclaration({ mark, amoBotId, bots })).toEqual(expected);
  });

  it('takes the word of a person where the list cannot be read', () => {
    expect(judgeDeclaration({ mark: 'hub-a', amoBotId: 7, bots: null })).toEqual({
      amoBotId: 7,
      isSeen: false,
    });
    expect(judgeDeclaration({ mark: 'hub-a', amoBotId: null, bots: null })).toEqual({ refusal: 'no-id' });
  });
});
