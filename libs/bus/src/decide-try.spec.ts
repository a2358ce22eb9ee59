import { describe, expect, it } from '@jest/globals';
import { decideTry, type GivenUpGroup } from './decide-try.js';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 10, minute));
const one = { most: 1, before: null };

describe('what was given up', () => {
  it.each<[string, GivenUpGroup, number, ReturnType<typeof decideTry>]>([
    ['rests for five minutes', { since: at(0), triedAt: null, running: 0, done: 0, failed: 0 }, 4, null],
    [
      'is tried then, one of its cause',
      { since: at(0), triedAt: null, running: 0, done: 0, failed: 0 },
      5,
      one,
    ],
    [
      'waits for the one that is tried',
      { since: at(0), triedAt: at(5), running: 1, done: 0, failed: 0 },
      20,
      null,
    ],
    [
      'but not when that takes long',
      { since: at(0), triedAt: at(5), running: 1, done: 0, failed: 0 },
      35,
      one,
    ],
    [
      'is tried five minutes after another failed',
      { since: at(0), triedAt: at(5), running: 0, done: 0, failed: 0 },
      9,
      null,
    ],
    ['and so on', { since: at(0), triedAt: at(5), running: 0, done: 0, failed: 0 }, 10, one],
    [
      'goes on at once when one has ended well',
      { since: at(0), triedAt: at(5), running: 0, done: 1, failed: 0 },
      6,
      { most: 2, before: at(5) },
    ],
    [
      'twice as many each time',
      { since: at(0), triedAt: at(5), running: 0, done: 90, failed: 10 },
      6,
      { most: 180, before: at(5) },
    ],
    [
      'but not more than two hundred',
      { since: at(0), triedAt: at(5), running: 0, done: 200, failed: 0 },
      6,
      { most: 200, before: at(5) },
    ],
    [
      'not when as many have failed: what has nothing to do ends well too',
      { since: at(0), triedAt: at(5), running: 0, done: 1, failed: 1 },
      6,
      null,
    ],
    [
      'not when it was given up later than that',
      { since: at(6), triedAt: at(5), running: 0, done: 1, failed: 0 },
      7,
      null,
    ],
    ['but in its own time', { since: at(6), triedAt: at(5), running: 0, done: 1, failed: 0 }, 11, one],
  ])('%s', (_what, group, minute, expected) => {
    expect(decideTry(group, at(minute))).toEqual(expected);
  });
});
