import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nextLength, nextWindow } from './feed-window.js';

describe('nextWindow', () => {
  it('goes back without a gap, whatever the windows hold, and ends where it should', () => {
    const moment = fc.integer({ min: 0, max: 5_000_000 });
    const counts = fc.infiniteStream(fc.nat(300));
    fc.assert(
      fc.property(moment, moment, counts, (feedFrom, wantedFrom, events) => {
        let reached = feedFrom;
        let length = nextLength(null);
        for (;;) {
          const window = nextWindow(reached, wantedFrom, length);
          if (!window) break;
          expect(window.to).toBe(reached);
          expect(window.from).toBeLessThan(window.to);
          reached = window.from;
          length = nextLength({ seconds: length, events: Number(events.next().value) });
        }
        expect(reached).toBe(Math.min(feedFrom, wantedFrom));
      }),
    );
  });

  it('crosses two quiet months in a handful of calls, and a busy account a day at a time', () => {
    const day = 86_400;
    expect(nextLength({ seconds: day, events: 100 })).toBe(2 * day);
    expect(nextLength({ seconds: 32 * day, events: 0 })).toBe(32 * day);
    expect(nextLength({ seconds: 8 * day, events: 101 })).toBe(day);
  });
});
