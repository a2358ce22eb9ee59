import { describe, expect, it } from '@jest/globals';
import { judgeContactIntents, type OtherContact } from './judge-contact-intents.js';

const now = new Date('2026-03-01T12:00:00Z');
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);
/** One begun so many seconds ago, whose write may take 45 s. */
const other = (seconds: number, contactId: number | null = null): OtherContact => ({
  contactId,
  begunAt: ago(seconds),
  mayGoOnMs: (45 - seconds) * 1000,
});

describe('contacts that other transfers are making', () => {
  it.each([
    ['nothing', [], { kind: 'none' }],
    ['one that is made', [other(20, 5)], { kind: 'known', contactIds: [5] }],
    ['the newest first', [other(900, 5), other(20, 7)], { kind: 'known', contactIds: [7, 5] }],
    ['one contact once', [other(20, 5), other(20, 5)], { kind: 'known', contactIds: [5] }],
    [
      'a made one before one that is being made',
      [other(1), other(20, 5)],
      { kind: 'known', contactIds: [5] },
    ],
    ['one just begun', [other(0)], { kind: 'wait', afterMs: 500 }],
    ['one that takes long', [other(8)], { kind: 'wait', afterMs: 8_000 }],
    ['one near its end', [other(44)], { kind: 'wait', afterMs: 1_000 }],
    ['one whose result is lost', [other(45)], { kind: 'search', since: ago(45) }],
    ['several of those', [other(45), other(400)], { kind: 'search', since: ago(400) }],
    ['a lost one and a new one', [other(400), other(2)], { kind: 'wait', afterMs: 2_000 }],
  ])('%s', (_name, others, verdict) => {
    expect(judgeContactIntents(others, now)).toEqual(verdict);
  });
});
