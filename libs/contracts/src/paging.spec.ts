import { describe, expect, it } from '@jest/globals';
import { decodeCursor, encodeCursor, pageInMemory, pageOf, type CursorShape, type Page } from './paging.js';

const shape: CursorShape = { list: 'things', parts: ['moment', 'id'] };
const id = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
const raw = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const refusal = expect.objectContaining({
  body: expect.objectContaining({ status: 400, errors: [expect.objectContaining({ path: 'cursor' })] }),
});

describe('paging', () => {
  it('gives back what was packed', () => {
    const parts = ['2026-02-28T23:59:59.123456Z', id];
    expect(decodeCursor(shape, encodeCursor(shape, ...parts))).toEqual(parts);
    const texts: CursorShape = { list: 'texts', parts: ['text', 'number'] };
    expect(decodeCursor(texts, encodeCursor(texts, 'ы', '0'))).toEqual(['ы', '0']);
  });

  it.each([
    '',
    'x',
    '####',
    raw({}),
    raw(null),
    raw([1, 2]),
    raw(['things', 'one']),
    raw(['others', '2026-02-28T00:00:00Z', id]),
    raw(['things', '2026-02-28T00:00:00Z', id, 'more']),
    raw(['things', '2026-02-31T00:00:00Z', id]),
    raw(['things', '2026-13-01T00:00:00Z', id]),
    raw(['things', '0000-01-01T00:00:00Z', id]),
    raw(['things', 'yesterday', id]),
    raw(['things', '2026-02-28T00:00:00Z', 'seven']),
  ])('refuses %p and names the field', (cursor) => {
    expect(() => decodeCursor(shape, cursor)).toThrow(refusal);
  });

  it.each(['-1', '1.5', '99999999999', 'x', '1e3', ''])('refuses %p as a number', (part) => {
    const numbers: CursorShape = { list: 'n', parts: ['number'] };
    expect(() => decodeCursor(numbers, encodeCursor(numbers, part))).toThrow(refusal);
  });

  it('refuses a text that no database takes', () => {
    const texts: CursorShape = { list: 't', parts: ['text'] };
    expect(() => decodeCursor(texts, encodeCursor(texts, 'a\0b'))).toThrow(refusal);
  });

  it('has a next page only when a row was left over', () => {
    const rows = ['a', 'b', 'c'];
    const texts: CursorShape = { list: 't', parts: ['text'] };
    expect(pageOf(rows, 3, texts, (row) => [row])).toEqual({ items: rows, nextCursor: null });
    expect(pageOf(rows, 2, texts, (row) => [row])).toEqual({
      items: ['a', 'b'],
      nextCursor: encodeCursor(texts, 'b'),
    });
    expect(pageOf([], 2, texts, (row) => [row])).toEqual({ items: [], nextCursor: null });
  });
});

describe('pages in memory', () => {
  const texts: CursorShape = { list: 't', parts: ['text'] };
  const partsOf = (row: string) => [row];

  it.each([
    [texts, ['a', 'b', 'c', 'd', 'e']],
    [{ ...texts, isNewestFirst: true }, ['e', 'd', 'c', 'b', 'a']],
  ])('walk the whole list, in order', (of, expected) => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Page<string> = pageInMemory(['c', 'a', 'e', 'b', 'd'], { cursor, limit: 2 }, of, partsOf);
      seen.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(expected);
  });

  it('go on behind a row that went meanwhile', () => {
    const { nextCursor } = pageInMemory(['a', 'b', 'c'], { limit: 2 }, texts, partsOf);
    expect(pageInMemory(['a', 'c'], { cursor: nextCursor }, texts, partsOf).items).toEqual(['c']);
  });
});
