import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Credits } from './facts.js';
import { pickWeighted, type Member } from './pick-weighted.js';

const members = fc.uniqueArray(
  fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd', 'e'), weight: fc.integer({ min: 1, max: 1000 }) }),
  { minLength: 1, maxLength: 5, selector: ({ id }) => id },
);

describe('pickWeighted', () => {
  it('mixes turns smoothly', () => {
    const all: Member[] = [
      { id: 'a', weight: 3 },
      { id: 'b', weight: 1 },
    ];
    expect(play(all, 8)).toEqual(['a', 'a', 'b', 'a', 'a', 'a', 'b', 'a']);
  });

  it('keeps everybody within one turn of their share, after any number of turns', () => {
    fc.assert(
      fc.property(members, fc.integer({ min: 1, max: 300 }), (all, count) => {
        const sum = all.reduce((total, { weight }) => total + weight, 0);
        const taken = play(all, count);
        for (const { id, weight } of all) {
          const got = taken.filter((one) => one === id).length;
          expect(Math.abs(got - (count * weight) / sum)).toBeLessThan(1);
        }
      }),
    );
  });

  it('gives nobody many turns in a row for what was before', () => {
    fc.assert(
      fc.property(members, fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.integer()), (all, before) => {
        const sum = all.reduce((total, { weight }) => total + weight, 0);
        const taken = play(all, 50, before);
        for (const { id, weight } of all) {
          const got = taken.filter((one) => one === id).length;
          expect(Math.abs(got - (50 * weight) / sum)).toBeLessThan(all.length + 1);
        }
      }),
    );
  });
});

function play(all: readonly Member[], count: number, before: Credits = {}): string[] {
  let credits = before;
  return Array.from({ length: count }, () => {
    const next = pickWeighted(all, credits);
    credits = next.credits;
    return next.id;
  });
}
