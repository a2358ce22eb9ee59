import { describe, expect, it } from '@jest/globals';
import { isKnownChange } from './is-known-change.js';

describe('isKnownChange', () => {
  it.each([
    ['a change that the hub has read, or made with a read', 5, { choiceReadAt: 8, hqWroteAt: 8 }, true],
    ['the echo of a write without a read', 8, { choiceReadAt: 3, hqWroteAt: 8 }, true],
    ['a change before a write without a read', 5, { choiceReadAt: 3, hqWroteAt: 8 }, false],
    [
      'a change before the only write, which was made without a read',
      5,
      { choiceReadAt: null, hqWroteAt: 8 },
      false,
    ],
    ['a later change', 9, { choiceReadAt: 8, hqWroteAt: 8 }, false],
    ['a job that names no change', null, { choiceReadAt: 8, hqWroteAt: 8 }, false],
    ['a lead of which nothing is known', 5, { choiceReadAt: null, hqWroteAt: null }, false],
  ])('%s', (_, changedAt, known, isKnown) => {
    expect(isKnownChange(changedAt, known)).toBe(isKnown);
  });
});
