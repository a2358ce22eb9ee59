import { describe, expect, it } from '@jest/globals';
import { decideRestart } from './decide-restart.js';

describe('decideRestart', () => {
  it('starts again after pauses that double, and gives up at the sixth early end', () => {
    const pauses: number[] = [];
    let shortLives = 0;
    for (;;) {
      const next = decideRestart(shortLives, 100);
      if (next.kind === 'give-up') break;
      pauses.push(next.afterMs);
      shortLives = next.shortLives;
    }
    expect(pauses).toEqual([500, 1000, 2000, 4000, 8000]);
  });

  it('forgets early ends once the program was well', () => {
    expect(decideRestart(5, 60_000)).toEqual({ kind: 'again', afterMs: 500, shortLives: 1 });
  });
});
