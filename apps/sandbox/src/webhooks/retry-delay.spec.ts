import { describe, expect, it } from '@jest/globals';
import {
  countFailures,
  isAccepted,
  PipelinePauses,
  pipelineRetryDelayMs,
  retryDelayMs,
} from './retry-delay.js';

const minuteMs = 60_000;

describe('retries', () => {
  it('accepts 100 to 299', () => {
    expect([0, 99, 100, 204, 299, 300, 500].map(isAccepted)).toEqual([
      false,
      false,
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  it.each([
    [0, [5, 15, null, null, null]],
    [301, [5, 15, null, null, null]],
    [404, [5, 15, null, null, null]],
    [499, [5, 15, 15, 60, null]],
    [503, [5, 15, 15, 60, null]],
    [200, [null, null, null, null, null]],
  ])('after %i', (status, minutes) => {
    const delays = [1, 2, 3, 4, 5].map((tries) => retryDelayMs(tries, status));
    expect(delays).toEqual(minutes.map((one) => one && one * minuteMs));
  });

  it('sends pipeline hooks once, or four times within the hour', () => {
    expect(pipelineRetryDelayMs(1, 0)).toBeNull();
    const delays = [1, 2, 3].map((tries) => pipelineRetryDelayMs(tries, 4) ?? 0);
    expect(delays.reduce((sum, one) => sum + one, 0)).toBeLessThan(60 * minuteMs);
    expect(pipelineRetryDelayMs(4, 4)).toBeNull();
  });

  it('pauses one destination for five minutes at the 101st bad answer within five', () => {
    const pauses = new PipelinePauses();
    for (let fail = 0; fail < 100; fail += 1) pauses.fail('a', 0);
    expect(pauses.leftMs('a', 0)).toBe(0);
    pauses.fail('a', 4 * minuteMs);
    const left = [0, 4, 9].map((minutes) => pauses.leftMs('a', (4 + minutes) * minuteMs));
    expect([...left, pauses.leftMs('b', 4 * minuteMs)]).toEqual([5 * minuteMs, minuteMs, 0, 0]);
  });

  it('switches off at the 101st bad answer within two hours', () => {
    const now = 1_000 * minuteMs;
    const hundred = Array.from({ length: 100 }, () => now - 60 * minuteMs);
    expect(countFailures(hundred, now).disable).toBe(true);
    expect(countFailures(hundred.slice(1), now).disable).toBe(false);
    expect(countFailures(hundred, now + 61 * minuteMs)).toEqual({
      failures: [now + 61 * minuteMs],
      disable: false,
    });
  });
});
