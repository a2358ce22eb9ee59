import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { judgeAbsence, type AbsenceVerdict } from './judge-absence.js';

const judge = (reads: number, lastedMs: number, isDeletionReported = false): AbsenceVerdict =>
  judgeAbsence({ reads, lastedMs, isDeletionReported });

/** Reads that find nothing, each when the one before asked for it. */
function follow(isDeletionReported: boolean): number[] {
  const at = [0];
  for (let reads = 1; ; reads++) {
    const verdict = judge(reads, at.at(-1) ?? 0, isDeletionReported);
    if (verdict.kind === 'gone') return at;
    at.push((at.at(-1) ?? 0) + verdict.afterMs);
  }
}

describe('judgeAbsence', () => {
  it('reads again for about two minutes, with growing pauses', () => {
    expect(follow(false)).toEqual([0, 5_000, 15_000, 35_000, 65_000, 110_000]);
  });

  it('takes a deletion for a hint: one more read, half a minute later', () => {
    expect(follow(true)).toEqual([0, 30_000]);
  });

  it('wants its reads also when time has passed, and the time also after many reads', () => {
    expect(judge(1, 3_600_000)).toEqual({ kind: 'read-again', afterMs: 5_000 });
    expect(judge(2, 3_600_000)).toEqual({ kind: 'read-again', afterMs: 5_000 });
    expect(judge(3, 3_600_000)).toEqual({ kind: 'gone' });
    expect(judge(50, 1_000)).toEqual({ kind: 'read-again', afterMs: 5_000 });
  });

  it('never believes a first read', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000 }), fc.boolean(), (lastedMs, isReported) => {
        expect(judge(1, lastedMs, isReported).kind).toBe('read-again');
      }),
    );
  });
});
