import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { arrange, longestIncreasing } from './arrange.js';

describe('longestIncreasing', () => {
  it('is increasing and as long as any, by brute force', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.nat(9), { nil: null }), { maxLength: 9 }), (values) => {
        const run = longestIncreasing(values).map((at) => values[at] ?? NaN);
        expect(run.every((value, at) => at === 0 || value > (run[at - 1] ?? Infinity))).toBe(true);
        let longest = 0;
        for (let mask = 0; mask < 1 << values.length; mask++) {
          const some = values.filter((_, at) => mask & (1 << at));
          const isRun = some.every(
            (value, at) => value !== null && (at === 0 || value > (some[at - 1] ?? Infinity)),
          );
          if (isRun) longest = Math.max(longest, some.length);
        }
        expect(run).toHaveLength(longest);
      }),
    );
  });
});

describe('arrange', () => {
  it.each([
    ['nothing stands', [null, null], [10, 20]],
    ['all stand right', [5, 7, 900], [null, null, null]],
    ['one new between two', [10, null, 20], [null, 15, null]],
    ['no room between two: one of them makes way', [1, null, 2], [null, 11, 21]],
    ['the last came first', [20, 30, 10], [null, null, 40]],
    ['equal sorts are no order', [500, 500], [250, null]],
    ['no room before the first', [null, 1], [10, 20]],
  ])('%s', (_title, sorts, expected) => {
    expect(arrange(sorts)).toEqual(expected);
  });

  it('gives a strict order of positive whole numbers and leaves what it can', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.nat(60), { nil: null }), { maxLength: 12 }), (sorts) => {
        const result = arrange(sorts).map((sort, at) => sort ?? sorts[at] ?? NaN);
        result.forEach((sort, at) => expect(sort).toBeGreaterThan(at === 0 ? 0 : (result[at - 1] ?? NaN)));
        expect(arrange(result).every((sort) => sort === null)).toBe(true);
      }),
    );
  });
});
