import { describe, expect, it } from '@jest/globals';
import { foundSecond, type FoundWrite } from './found-second.js';

const found: FoundWrite = { isKnown: true, isThere: true, isMoved: false, updatedAt: 1_000 };

describe('foundSecond', () => {
  it.each<[string, Partial<FoundWrite>, number | null]>([
    ['knows a lead that shows the write and nothing else', {}, 1_000],
    ['reads one again in which a person has changed «Филиал»', { isKnown: false }, null],
    ['reads one again whose place a person has corrected', { isMoved: true }, null],
    ['takes the second of one that people have moved for theirs', { isThere: false }, null],
  ])('%s', (_, change, second) => {
    expect(foundSecond({ ...found, ...change })).toBe(second);
  });
});
