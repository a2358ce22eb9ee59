import { describe, expect, it } from '@jest/globals';
import { branchOf, candidates, hindered, situation } from '../../test/situation.js';
import { nobodyLeft } from './nobody-left.js';

const judge = (change: Parameters<typeof situation>[0]) =>
  nobodyLeft.judge(situation({ candidates: [], ...change }));

describe('nobodyLeft', () => {
  it('lets the lead wait for the branch that can take it first', () => {
    const all = [
      hindered('a', 'no'),
      hindered('b', 'yes', '2026-12-02T00:00:00.000Z'),
      hindered('c', 'yes', '2026-12-01T00:00:00.000Z'),
      hindered('d', 'yes'),
    ];
    expect(judge({ hindered: all })).toEqual({
      reasons: [{ check: 'hours', found: 'outside-hours', value: 'C' }],
      ends: { kind: 'wait' },
    });
  });

  it('says once what the lead waits for', () => {
    const last = { check: 'hours', found: 'outside-hours', value: 'A' };
    expect(judge({ hindered: [hindered('a', 'yes')], path: [last] })?.reasons).toEqual([]);
  });

  it('leaves to a person what no time mends', () => {
    expect(judge({ hindered: [hindered('a', 'no')] })).toEqual({ ends: { kind: 'manual' } });
    expect(judge({})).toEqual({ ends: { kind: 'manual' } });
    expect(judge({ candidates: candidates(branchOf('a')) })).toBeNull();
  });
});
