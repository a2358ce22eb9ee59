import { describe, expect, it } from '@jest/globals';
import { isKnownSince } from './is-known-since.js';

const moves = { movedAt: null, handedAt: new Date(100_500), intakePipelineId: 1 };
const reading = { pipelineId: 1, statusId: 5, updatedAt: 161, goneAt: null };

describe('isKnownSince', () => {
  it.each([
    ['a reading since the hand-over', reading, moves, true],
    ['one from before it, in the intake', { ...reading, updatedAt: 99 }, moves, false],
    ['one of its own second, or by a clock ahead', { ...reading, updatedAt: 160 }, moves, false],
    [
      'a lead that somebody closed right after it',
      { ...reading, updatedAt: 101, statusId: 143 },
      moves,
      true,
    ],
    ['one from before it, elsewhere', { ...reading, updatedAt: 99, pipelineId: 2 }, moves, true],
    ['a lead that is gone', { ...reading, updatedAt: 99, goneAt: 101 }, moves, true],
    ['one from before an outcome', { ...reading, updatedAt: 150 }, { ...moves, movedAt: 151 }, false],
    ['one since an outcome', { ...reading, updatedAt: 161 }, { ...moves, movedAt: 161 }, true],
  ])('says of %s whether it holds', (_, found, hub, isKnown) => {
    expect(isKnownSince(found, hub)).toBe(isKnown);
  });
});
