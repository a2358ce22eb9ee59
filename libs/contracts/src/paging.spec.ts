import { describe, expect, it } from '@jest/globals';
import { decodeCursor, encodeCursor, pageOf } from './paging.js';

describe('paging', () => {
  it('gives back what was packed', () => {
    expect(decodeCursor(encodeCursor('2026-01-01', 'ы'), 2)).toEqual(['2026-01-01', 'ы']);
  });

  it.each(['', 'x', '####', encodeCursor('one'), Buffer.from('[1,2]').toString('base64url')])(
    'refuses %p and names the field',
    (cursor) => {
      expect(() => decodeCursor(cursor, 2)).toThrow(
        expect.objectContaining({
          body: expect.objectContaining({
            status: 400,
            errors: [expect.objectContaining({ path: 'cursor' })],
          }),
        }),
      );
    },
  );

  it('has a next page only when a row was left over', () => {
    const rows = ['a', 'b', 'c'];
    expect(pageOf(rows, 3, (row) => [row])).toEqual({ items: rows, nextCursor: null });
    expect(pageOf(rows, 2, (row) => [row])).toEqual({ items: ['a', 'b'], nextCursor: encodeCursor('b') });
    expect(pageOf([], 2, (row) => [row])).toEqual({ items: [], nextCursor: null });
  });
});
