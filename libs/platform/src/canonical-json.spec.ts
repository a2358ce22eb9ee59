import { expect, it } from '@jest/globals';
import { canonicalJson } from './canonical-json.js';

it.each([
  [
    'names at every level',
    { b: 1, a: { d: [{ f: 1, e: null }], c: 'x' } },
    '{"a":{"c":"x","d":[{"e":null,"f":1}]},"b":1}',
  ],
  ['the order of a list', [2, 1], '[2,1]'],
  ['a name that objects inherit', JSON.parse('{"b":1,"__proto__":2}'), '{"__proto__":2,"b":1}'],
  ['no object', null, 'null'],
])('writes %s as values say', (_, value, text) => {
  expect(canonicalJson(value)).toBe(text);
});
