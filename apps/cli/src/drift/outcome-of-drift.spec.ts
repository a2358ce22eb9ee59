import { describe, expect, it } from '@jest/globals';
import { outcomeOfDrift, type KnownDrift } from './outcome-of-drift.js';

const read: KnownDrift = { releaseId: 'r', readAt: '2026-03-01T00:00:00.000Z', unreadSince: null };

describe('outcomeOfDrift', () => {
  it.each<[string, number, KnownDrift[], string]>([
    ['no account that is not known', 0, [], 'nothing'],
    ['nothing found', 0, [read], 'nothing'],
    ['findings', 2, [read], 'changes'],
    ['an account that cannot be read', 0, [{ ...read, unreadSince: read.readAt }], 'blocked'],
    ['an account that was never read', 0, [{ ...read, readAt: null }], 'blocked'],
    ['an account that was brought to no release', 0, [{ ...read, releaseId: null }], 'blocked'],
    ['findings, and an account that cannot be read', 2, [{ ...read, unreadSince: read.readAt }], 'blocked'],
  ])('%s', (_, findings, accounts, outcome) => {
    expect(outcomeOfDrift(findings, accounts)).toBe(outcome);
  });
});
