import { describe, expect, it } from '@jest/globals';
import { endOfDay } from './end-of-day.js';

describe('endOfDay', () => {
  it('is the last second of the day', () => {
    expect(endOfDay('2027-01-31')).toBe('2027-01-31T23:59:59.000Z');
  });

  it.each(['31.01.2027', '2027-02-30', '2027-01-31T10:00:00Z', ''])('refuses %j', (day) => {
    expect(() => endOfDay(day)).toThrow();
  });
});
