import { describe, expect, it } from '@jest/globals';
import { Problem } from '@hub/platform';
import { versionToReplace } from './if-match.js';

describe('versionToReplace', () => {
  it.each<[string | undefined, number, number]>([
    ['"3"', 3, 3],
    ['3', 3, 3],
    ['W/"3"', 3, 3],
    ['"1", "3"', 3, 3],
    ['*', 3, 3],
    [undefined, 0, 0],
    ['"0"', 0, 0],
  ])('%s over version %i', (ifMatch, current, expected) => {
    expect(versionToReplace(ifMatch, current)).toBe(expected);
  });

  it.each<[string | undefined, number, number]>([
    [undefined, 3, 428],
    ['"2"', 3, 412],
    ['"4"', 3, 412],
    ['*', 0, 412],
    ['"1"', 0, 412],
    ['', 3, 400],
    ['abc', 3, 400],
    ['"3", x', 3, 400],
    ['99999999999999999999', 3, 400],
    ['-1', 3, 400],
  ])('refuses %s over version %i with %i', (ifMatch, current, status) => {
    const refusal = () => versionToReplace(ifMatch, current);
    expect(refusal).toThrow(Problem);
    try {
      refusal();
    } catch (error) {
      expect((error as Problem).body.status).toBe(status);
    }
  });
});
