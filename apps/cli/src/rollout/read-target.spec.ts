import { describe, expect, it } from '@jest/globals';
import { readTarget } from './read-target.js';

describe('readTarget', () => {
  it.each([
    ['Продажи/Счёт=Продажи/Новая', 'Продажи/Счёт', 'Продажи/Новая'],
    ['Продажи/Цена\\=0=Продажи/Цена\\=1', 'Продажи/Цена=0', 'Продажи/Цена=1'],
  ])('reads %s', (words, from, to) => {
    expect(readTarget(words)).toEqual({ from, to });
  });

  it.each(['', 'Продажи/Счёт', '=Продажи/Новая', 'Продажи/Счёт=', 'а/б=в/г=д/е', 'а/б\\=в/г'])(
    'refuses %s',
    (words) => {
      expect(() => readTarget(words)).toThrow('cli.bad-rollout-move');
    },
  );
});
