import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findTooDeep } from './json-depth.js';

const find = (text: string, most: number) => findTooDeep(Buffer.from(text), most);
const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;

describe('findTooDeep', () => {
  it.each([
    ['[[[', { line: 1, column: 3 }],
    ['{"a":\n {"b": [1]}}', { line: 2, column: 8 }],
    ['{"a": "[[[[{{{{", "b": ["\\"[[", "\\\\"]}', null],
    ['[[],[],[{}]]', { line: 1, column: 9 }],
    ['', null],
    [']]]][[', null],
  ])('of %j at two levels', (text, place) => {
    expect(find(text, 2)).toEqual(place);
  });

  it('finds a place exactly where a value is too deep', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.integer({ min: 0, max: 6 }), (value, most) => {
        expect(find(JSON.stringify(value, null, 1), most) !== null).toBe(depthOf(value) > most);
      }),
    );
  });
});
