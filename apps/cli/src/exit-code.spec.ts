import { describe, expect, it } from '@jest/globals';
import { exitCodeOf, type Outcome } from './exit-code.js';

const outcomes: Outcome[] = ['done', 'nothing', 'failed', 'changes', 'blocked', 'not-approved'];
const codes = (options: Parameters<typeof exitCodeOf>[1]) =>
  outcomes.map((outcome) => exitCodeOf(outcome, options));

describe('exitCodeOf', () => {
  it('is 0 or 1 by default, and fails an apply that was not approved or left something out', () => {
    expect(codes({ isDetailed: false, needsAll: false })).toEqual([0, 0, 1, 0, 0, 0]);
    expect(codes({ isDetailed: false, needsAll: true })).toEqual([0, 0, 1, 0, 1, 1]);
  });

  it('tells every end apart when asked to', () => {
    expect(codes({ isDetailed: true, needsAll: true })).toEqual([0, 0, 1, 2, 3, 4]);
  });
});
