import { describe, expect, it } from '@jest/globals';
import { sampleTime } from '../../test/sample-account.js';
import { localTime } from './account-time.js';

describe('localTime', () => {
  it.each([
    ['Europe/Moscow', sampleTime, '2023-11-15 01:13:20'],
    ['Asia/Kolkata', sampleTime, '2023-11-15 03:43:20'],
    // Midnight, and both sides of a change of clocks.
    ['Europe/Moscow', sampleTime - 4_400, '2023-11-15 00:00:00'],
    ['Europe/Berlin', 1_711_846_799, '2024-03-31 01:59:59'],
    ['Europe/Berlin', 1_711_846_800, '2024-03-31 03:00:00'],
  ])('writes %s at %i as %s', (timezone, unix, text) => {
    expect(localTime(timezone, unix)).toBe(text);
  });
});
