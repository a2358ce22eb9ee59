import { describe, expect, it } from '@jest/globals';
import type { Seen } from '../plan-run/plan-run.entity.js';
import { planOf } from '../../test/plan-of.js';
import { keptSnapshot } from './kept-snapshot.js';

const seen = {} as Seen;
const now = new Date('2026-06-01T12:00:00Z');
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

describe('keptSnapshot', () => {
  it.each([
    ['goes on with one that has nothing to do and was made just now', planOf(), 9, seen],
    ['reads all again for one that has nothing to do since long', planOf(), 11, null],
    ['goes on with one that writes, however old', planOf({ action: 'update' }), 9000, seen],
    ['reads all again where all that is left is for people', planOf({ action: 'manual' }), 11, null],
  ])('%s', (_title, plan, minutes, kept) => {
    expect(keptSnapshot(seen, { plan, madeAt: minutesAgo(minutes) }, now)).toBe(kept);
  });
});
