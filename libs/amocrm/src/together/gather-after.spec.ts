import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { gatherAfterMs } from './gather-after.js';

/** Sizes of the batches behind one of `first` calls, when calls come every so many milliseconds. */
function follow(first: number, everyMs: number): number[] {
  const sizes = [first];
  while (sizes.length < 400) sizes.push(1 + Math.floor(gatherAfterMs(sizes.at(-1)!) / everyMs));
  return sizes;
}

describe('gatherAfterMs', () => {
  it('lets nothing gather after a call that left alone', () => {
    expect(gatherAfterMs(1)).toBe(0);
  });

  it('ends when fewer than seven calls a second come, whatever left before', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 145, max: 2_000 }), (first, everyMs) => {
        expect(follow(first, everyMs).at(-1)).toBe(1);
      }),
    );
  });

  it('is never longer than the slots that were saved take, nor than two seconds', () => {
    for (let calls = 1; calls <= 100; calls++) {
      expect(gatherAfterMs(calls)).toBeLessThanOrEqual(2_000);
      expect(gatherAfterMs(calls) * 7).toBeLessThanOrEqual((calls - 1) * 1_000 + 1e-6);
    }
  });
});
