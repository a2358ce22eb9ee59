import { describe, expect, it } from '@jest/globals';
import { cutWaves } from './cut-waves.js';

const ids = (count: number) => Array.from({ length: count }, (_, at) => `a${at + 1}`);
const sizes = (waves: ReadonlyMap<string, number>) => {
  const counts: number[] = [];
  for (const wave of waves.values()) counts[wave - 1] = (counts[wave - 1] ?? 0) + 1;
  return counts;
};

describe('waves', () => {
  it('begin with one account, then 10, then 50 at a time', () => {
    expect(sizes(cutWaves(ids(130), []))).toEqual([1, 10, 50, 50, 19]);
  });

  it('begin with the named canary, whatever the order of the accounts', () => {
    const waves = cutWaves(ids(5), ['a3', 'a5'], [2]);
    expect([...waves]).toEqual([
      ['a3', 1],
      ['a5', 1],
      ['a1', 2],
      ['a2', 2],
      ['a4', 3],
    ]);
  });

  it('take the rest at once where no size is given, and never nobody', () => {
    expect(sizes(cutWaves(ids(4), [], []))).toEqual([1, 3]);
    expect(sizes(cutWaves(ids(4), [], [0]))).toEqual([1, 1, 1, 1]);
    expect(sizes(cutWaves(ids(1), []))).toEqual([1]);
  });
});
