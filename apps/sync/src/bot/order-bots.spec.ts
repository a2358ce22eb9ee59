import { describe, expect, it } from '@jest/globals';
import { circleOf, orderByNeed } from './order-bots.js';

describe('orderByNeed', () => {
  const order = (needs: Record<string, string[]>) =>
    orderByNeed(Object.keys(needs), (name) => needs[name] ?? []).join('');

  it.each([
    [{ a: [], b: [], c: [] }, 'abc'],
    [{ a: ['c'], b: ['a'], c: [] }, 'cab'],
    [{ a: ['b', 'c'], b: ['c'], c: [] }, 'cba'],
    [{ a: ['a'], b: [] }, 'ab'],
    [{ a: ['b'], b: ['a'], c: ['a'] }, 'bac'],
  ])('%j: %s', (needs, expected) => {
    expect(order(needs as Record<string, string[]>)).toBe(expected);
  });
});

describe('circleOf', () => {
  const needs: Readonly<Record<string, string[]>> = {
    ...{ self: ['self'], a: ['b'], b: ['c', 'last'], c: ['a'] },
    ...{ last: [], before: ['a'] },
  };

  it.each([
    ['self', ['self']],
    ['a', ['b', 'c', 'a']],
    ['last', []],
    ['before', []],
  ])('%s: %j', (name, expected) => {
    expect(circleOf(name, (one) => needs[one] ?? [])).toEqual(expected);
  });
});
