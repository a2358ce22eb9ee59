import { describe, expect, it } from '@jest/globals';
import { isOutOfDate } from './is-out-of-date.js';

describe('isOutOfDate', () => {
  it.each([
    ['lost', 99, 'yes'],
    ['lost', 100, 'unclear'],
    ['lost', 101, 'no'],
    ['won', 99, 'yes'],
    ['won', 100, 'unclear'],
    ['open', 99, 'no'],
    ['gone', 99, 'no'],
  ] as const)('of a lead that was read open at 100, %s at %i: %s', (status, updatedAt, expected) => {
    expect(isOutOfDate(status, updatedAt, 100)).toBe(expected);
    expect(isOutOfDate(status, updatedAt, null)).toBe('no');
  });
});
