import { describe, expect, it } from '@jest/globals';
import { bearerOf } from './bearer.js';
import { isInsightKey } from './insight.js';

describe('bearerOf', () => {
  it.each([
    ['Bearer key', 'key'],
    ['bearer key', 'key'],
    ['BEARER   key', 'key'],
    ['Bearer', undefined],
    ['Bearer ', undefined],
    ['Bearerkey', undefined],
    ['Basic key', undefined],
    ['key', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%p carries %p', (header, key) => {
    expect(bearerOf(header)).toBe(key);
  });
});

it.each([
  ['key', 'bearer key', true],
  ['key', 'Bearer kez', false],
  ['key', 'Bearer key1', false],
  ['key', undefined, false],
  ['', 'Bearer ', false],
  [undefined, 'Bearer key', false],
])('the key %p is opened by %p: %p', (key, header, opens) => {
  expect(isInsightKey(key, header)).toBe(opens);
});
