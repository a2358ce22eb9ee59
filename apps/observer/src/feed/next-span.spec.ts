import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cursorOf, nextSpan, readUntil, type FeedSpan } from './next-span.js';

const hour = 3600;
const now = 1_790_000_000;

it('reads up to the present when the last poll was lately', () => {
  expect(nextSpan(now - 60, now, null)).toEqual({ cursor: now - 60, from: now - 90 });
  expect(nextSpan(now - hour, now, null)).not.toHaveProperty('to');
});

it('commits nothing as read that lies within the last hour', () => {
  for (const behind of [hour + 1, hour + 60, 2 * hour - 1])
    expect(nextSpan(now - behind, now, null)).not.toHaveProperty('to');
  expect(nextSpan(now - 2 * hour - 1, now, null).to).toBe(now - hour - 1);
});

it('reads an hour at a time after a standstill, and longer where little happened', () => {
  const first = nextSpan(now - 100 * hour, now, null);
  expect(first.to).toBe(now - 99 * hour);
  const quiet = nextSpan(first.to!, now, { span: first, events: [1] });
  expect(quiet.to).toBe(now - 97 * hour);
  const busy = nextSpan(quiet.to!, now, { span: quiet, events: Array.from({ length: 1001 }) });
  expect(busy.to).toBe(now - 96 * hour);
});

it('reads no more than a day at a time, however little happened', () => {
  let last: { span: FeedSpan; events: { length: number } } | null = null;
  let until = now - 100 * hour;
  const lengths: number[] = [];
  for (let span = nextSpan(until, now, last); span.to; span = nextSpan(until, now, last)) {
    lengths.push((span.to - span.cursor) / hour);
    last = { span, events: [] };
    until = span.to;
  }
  expect(lengths).toEqual([1, 2, 4, 8, 16, 24, 24]);
  expect(now - until).toBeGreaterThanOrEqual(hour);
});

it('leaves no second out and ends, however long the standstill and however much happened', () => {
  const behind = fc.integer({ min: 0, max: 30 * 24 * hour });
  const counts = fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(behind, counts, (seconds, events) => {
      let last: { span: FeedSpan; events: { length: number } } | null = null;
      let until = now - seconds;
      for (let round = 0; round < 800; round++) {
        const span: FeedSpan = nextSpan(until, now, last);
        if (span.from >= until || span.cursor !== until) return false;
        if (span.to === undefined) return true;
        if (span.to <= until || span.to > now - hour) return false;
        until = span.to;
        last = { span, events: { length: events[round % events.length]! } };
      }
      return false;
    }),
  );
});

it('begins anew where the cursor is in the future', () => {
  expect(cursorOf(null, now)).toBe(now - 600);
  expect(cursorOf(now + 1, now)).toBe(now - 600);
  expect(cursorOf(now, now)).toBe(now);
  expect(cursorOf(now - 9 * hour, now)).toBe(now - 9 * hour);
});

it('takes the cursor to the latest event, and never into the future', () => {
  const span = { cursor: now - 60, from: now - 90 };
  expect(readUntil(span, [], now)).toBe(now - 60);
  expect(readUntil(span, [{ created_at: now - 5 }, { created_at: now - 80 }], now)).toBe(now - 5);
  expect(readUntil(span, [{ created_at: now + hour }, { created_at: now - 5 }], now)).toBe(now);
  expect(readUntil({ ...span, to: now - 30 }, [{ created_at: now - 40 }], now)).toBe(now - 30);
});
