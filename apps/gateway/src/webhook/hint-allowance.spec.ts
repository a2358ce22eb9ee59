import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { HintAllowance } from './hint-allowance.js';

function take(allowance: HintAllowance, account: string, wanted: number, now: number): number {
  const taken = Math.min(wanted, allowance.left(account, now));
  allowance.spend(account, taken, now);
  return taken;
}

describe('HintAllowance', () => {
  it('gives a burst, then half of it a minute, and is full again after two', () => {
    const allowance = new HintAllowance(240);
    expect(take(allowance, 'a', 1000, 0)).toBe(240);
    expect(take(allowance, 'a', 1000, 0)).toBe(0);
    expect(take(allowance, 'a', 1000, 60_000)).toBe(120);
    expect(take(allowance, 'a', 1000, 600_000)).toBe(240);
  });

  it('keeps accounts apart', () => {
    const allowance = new HintAllowance(10);
    expect(take(allowance, 'a', 100, 0)).toBe(10);
    expect(take(allowance, 'b', 7, 0)).toBe(7);
  });

  it('never gives more than a burst and the refill of the time that went by', () => {
    const steps = fc.array(fc.tuple(fc.nat(50), fc.nat(20_000)), { maxLength: 50 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), steps, (most, taken) => {
        const allowance = new HintAllowance(most);
        let [now, given] = [0, 0];
        for (const [wanted, ms] of taken) {
          now += ms;
          const got = take(allowance, 'a', wanted, now);
          expect(got).toBeLessThanOrEqual(wanted);
          given += got;
        }
        expect(given).toBeLessThanOrEqual(most + (most / 120_000) * now + 1e-6);
      }),
    );
  });
});
